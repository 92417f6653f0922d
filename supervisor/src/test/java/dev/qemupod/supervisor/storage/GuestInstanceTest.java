package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GuestInstanceTest {
  private static final DiskChange NOTHING = new DiskChange.Nothing();

  @TempDir private Path folder;

  @Test
  void aDiskKeepsItsInstanceWhateverThePodIsCalled() throws IOException {
    GuestInstance first = inspect("pod-a", NOTHING);
    assertTrue(first.isNew());
    assertTrue(first.id().matches("qemu-pod-[0-9a-f]{32}"), first.id());
    first.keep();
    GuestInstance second = GuestInstance.inspect(List.of(plan(disk(), NOTHING)), "pod-b", 9);
    assertEquals(first.id(), second.id());
    assertEquals(first.checksum(), second.checksum());
    assertFalse(second.isNew());
    second.keep();
    assertEquals(List.of("hda.qcow2.qemu-pod-instance"), names());
  }

  @Test
  void aDiskThatIsCreatedHasAnotherInstanceThanTheOneThatWasThere() throws IOException {
    GuestInstance first = inspect("pod", NOTHING);
    first.keep();
    GuestInstance created = inspect("pod", new DiskChange.Create(1, "qcow2"));
    GuestInstance overlaid = inspect("pod", new DiskChange.Overlay(disk(), "raw", 1));
    GuestInstance grown = inspect("pod", new DiskChange.Grow(1, 2));
    assertNotEquals(first.id(), created.id());
    assertNotEquals(first.id(), overlaid.id());
    assertEquals(first.id(), grown.id());
    created.keep();
    assertEquals(created.id(), inspect("pod", NOTHING).id());
  }

  @Test
  void lookingWritesNothing() throws IOException {
    inspect("pod", NOTHING);
    assertEquals(List.of(), names());
  }

  @Test
  void withoutAPlaceBesideTheDiskItIsTheHostName() throws IOException {
    DiskPlan device =
        new DiskPlan(
            Disks.at(disk()).config(),
            NOTHING,
            DiskFormat.RAW,
            true,
            1,
            CacheMode.NONE,
            AioMode.NATIVE,
            Optional.empty());
    DiskPlan readOnly =
        new DiskPlan(
            Disks.at(disk()).asReadOnly().config(),
            NOTHING,
            DiskFormat.RAW,
            false,
            1,
            CacheMode.NONE,
            AioMode.NATIVE,
            Optional.empty());
    for (List<DiskPlan> disks : List.of(List.<DiskPlan>of(), List.of(device), List.of(readOnly))) {
      GuestInstance instance = GuestInstance.inspect(disks, "vm-0", 1);
      assertEquals("qemu-pod-vm-0", instance.id());
      instance.keep();
    }
    assertEquals(List.of(), names());
  }

  @Test
  void itIsBesideTheImageThatALinkLeadsTo() throws IOException {
    Path volume = Files.createDirectory(folder.resolve("volume"));
    Files.createFile(volume.resolve("image"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), volume.resolve("image"));
    GuestInstance.inspect(List.of(plan(link, NOTHING)), "pod", 1).keep();
    assertTrue(Files.exists(volume.resolve("image.qemu-pod-instance")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "qemu-pod-1", "\n00000001\n", "a b\n00000001\n", "a\nzz\n", "a\n\n"})
  void aFileThatWasCutOffIsWrittenAnew(String content) throws IOException {
    Files.writeString(file(), content);
    GuestInstance instance = inspect("pod", NOTHING);
    assertTrue(instance.isNew());
    instance.keep();
    assertEquals(instance.id(), inspect("pod", NOTHING).id());
  }

  @Test
  void anotherNameInTheFileIsAnotherInstance() throws IOException {
    Files.writeString(file(), "mine.2\n000000ff\n");
    GuestInstance instance = inspect("pod", NOTHING);
    assertEquals("mine.2", instance.id());
    assertEquals(255, instance.checksum());
  }

  @Test
  void whatCanNotBeKeptIsToldAndLeavesNothing() throws IOException {
    Files.createDirectories(file().resolve("in the way"));
    GuestInstance instance = inspect("pod", NOTHING);
    assertThrows(IOException.class, instance::keep);
    assertEquals(List.of("hda.qcow2.qemu-pod-instance"), names());
  }

  private GuestInstance inspect(String hostname, DiskChange change) {
    return GuestInstance.inspect(List.of(plan(disk(), change)), hostname, 1);
  }

  private Path disk() {
    return folder.resolve("hda.qcow2");
  }

  private Path file() {
    return folder.resolve("hda.qcow2.qemu-pod-instance");
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static DiskPlan plan(Path path, DiskChange change) {
    return new DiskPlan(
        Disks.at(path).config(),
        change,
        DiskFormat.QCOW2,
        false,
        1,
        CacheMode.NONE,
        AioMode.NATIVE,
        Optional.empty());
  }
}
