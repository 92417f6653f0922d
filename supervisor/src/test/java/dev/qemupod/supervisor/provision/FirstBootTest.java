package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.ConfigResult;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.storage.DiskChange;
import dev.qemupod.supervisor.storage.DiskPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk was first started with is known the next time. */
class FirstBootTest {
  private static final String ONE = "{\"ignition\":{\"version\":\"3.4.0\"},\"secret\":\"hunter2\"}";
  private static final String OTHER = "{\"ignition\":{\"version\":\"3.3.0\"}}";
  private static final DiskChange NOTHING = new DiskChange.Nothing();
  private static final DiskChange CREATED = new DiskChange.Create(1, "qcow2");

  @TempDir Path folder;
  private Path image;

  @BeforeEach
  void image() throws IOException {
    image = Files.createFile(folder.resolve("disk.img"));
  }

  @Test
  void theSameConfigIsNoNews() {
    assertEquals(Optional.empty(), look(ONE, CREATED));
    assertEquals(Optional.empty(), look(ONE, NOTHING));
  }

  @Test
  void anotherConfigIsToldEachTimeUntilTheDiskIsNewOrTheConfigIsBack() {
    assertEquals(Optional.empty(), look(ONE, NOTHING));
    for (int start = 0; start < 2; start++) {
      String warning = look(OTHER, NOTHING).orElseThrow();
      assertTrue(warning.startsWith("QEMU_IGNITION HAS CHANGED SINCE THE FIRST BOOT"), warning);
      assertTrue(warning.contains("QEMU_HDA " + image), warning);
    }
    assertEquals(Optional.empty(), look(ONE, NOTHING));
    assertEquals(Optional.empty(), look(OTHER, CREATED));
    assertEquals(Optional.empty(), look(OTHER, NOTHING));
  }

  @Test
  void aFirstBootThatFailedIsTriedAgainWithWhatIsBetter() {
    assertEquals(Optional.empty(), look(ONE, NOTHING));
    firstBoot(Map.of("QEMU_IGNITION", ONE), NOTHING, false).orElseThrow().failed();
    assertEquals(Optional.empty(), look(OTHER, NOTHING));
  }

  @Test
  void whatIsKeptHoldsNothingOfTheConfig() throws IOException {
    look(ONE, NOTHING);
    String kept = Files.readString(folder.resolve("disk.img.qemu-pod-ignition"));
    assertTrue(kept.matches("[0-9a-f]{64}\n"), kept);
  }

  @Test
  void nothingIsRememberedWhereThereIsNoSingleFirstBoot() {
    Map<String, String> kernel = new TreeMap<>();
    kernel.put("QEMU_IGNITION", ONE);
    kernel.put("QEMU_KERNEL", "/dev/null");
    kernel.put("QEMU_APPEND", "ignition.firstboot ignition.platform.id=qemu");
    assertEquals(Optional.empty(), firstBoot(kernel, NOTHING, false));
    kernel.put("QEMU_APPEND", "quiet");
    assertTrue(firstBoot(kernel, NOTHING, false).isPresent());
    assertEquals(
        Optional.empty(),
        firstBoot(Map.of("QEMU_IGNITION", ONE, "QEMU_CDROM", "/dev/null"), NOTHING, false));
    assertEquals(Optional.empty(), firstBoot(Map.of("QEMU_IGNITION", ONE), NOTHING, true));
  }

  private Optional<String> look(String ignition, DiskChange change) {
    return firstBoot(Map.of("QEMU_IGNITION", ignition), change, false)
        .orElseThrow()
        .look()
        .map(Object::toString);
  }

  private Optional<FirstBoot> firstBoot(
      Map<String, String> environment, DiskChange change, boolean blockDevice) {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("QEMU_HDA", image.toString());
    ConfigResult result =
        new EnvReader(HostFacts.read(Path.of("/nonexistent"), "amd64")).read(all, List.of());
    VmConfig config = result.config().orElseThrow();
    DiskPlan disk =
        new DiskPlan(
            config.disks().getFirst(),
            change,
            DiskFormat.RAW,
            blockDevice,
            1,
            CacheMode.NONE,
            AioMode.NATIVE,
            Optional.empty());
    return FirstBoot.of(
        Provisioning.read(config.provision()).ignition().orElseThrow(), config, List.of(disk));
  }
}
