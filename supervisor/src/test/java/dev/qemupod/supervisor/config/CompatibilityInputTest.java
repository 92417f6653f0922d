package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.EffectiveValue.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole environments with {@code QEMU_COMPAT}. */
class CompatibilityInputTest {
  @TempDir private Path storage;

  @BeforeEach
  void aDiskWithData() throws Exception {
    Files.writeString(storage.resolve("data.img"), "data");
  }

  @Test
  void aPodSpecOfTheOtherImageIsAConfiguration() {
    ConfigResult result =
        read(
            "BOOT=debian",
            "BOOT_MODE=uefi",
            "RAM_SIZE=4G",
            "CPU_CORES=3",
            "USER_PORTS=80,53/udp",
            "NETWORK=user");
    assertEquals(List.of(), Reading.errors(result));
    assertEquals(List.of(), Reading.warnings(result));
    VmConfig config = result.config().orElseThrow();
    assertEquals(4L << 30, config.memory().ram().getAsLong());
    assertEquals(3, config.cpu().count().getAsInt());
    assertEquals(FirmwareChoice.UEFI, config.platform().firmware());
    assertEquals(storage.resolve("data.img"), config.disks().getFirst().path());
    assertEquals(5, config.network().forwards().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CPU_CORES=many|CPU_CORES must be a whole number of vCPUs from 1 to 255, but was \"many\"",
        "USER_PORTS=99999|USER_PORTS must be ports such as 2375, 2222:22, 53/udp or",
        "DISK_CACHE=fast|DISK_CACHE must be none, directsync, writeback, writethrough or unsafe,"
            + " but",
        "HOST=-|HOST must be a host name of at most 64 letters",
        "TIMEOUT=0|TIMEOUT must be a time from 1s to 24h, but was \"0s\"",
        "RAM_SIZE=1K|RAM_SIZE must be at least 2Mi, but was \"1Ki\"",
        "RAM_SIZE=lots|RAM_SIZE must be a size such as 2G or 512M, or max, but was \"lots\""
      })
  void aProblemNamesWhatTheUserWrote(String pair, String sentence) {
    List<String> errors = Reading.errors(read(pair, "NETWORK=user"));
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().startsWith(sentence), errors::toString);
  }

  @Test
  void allProblemsAreToldAtOnce() {
    assertEquals(
        List.of("RAM_SIZE", "GPU", "CPU_CORES", "QEMU_LOG_LEVEL"),
        read("GPU=Y", "RAM_SIZE=lots", "CPU_CORES=many", "QEMU_LOG_LEVEL=loud", "NETWORK=user")
            .problems()
            .errors()
            .stream()
            .map(Problem::variable)
            .toList());
  }

  @Test
  void aProblemThatIsFoundLaterIsRenamedToo() {
    Problem later = new Problem("QEMU_RAM", "must be less");
    Problems problems = new Problems(List.of(later, later), List.of());
    assertEquals(
        List.of(new Problem("RAM_SIZE", "must be less")),
        problems.writtenAs(read("RAM_SIZE=4G").writtenAs()).errors());
    assertEquals(problems, problems.writtenAs(Reading.read("QEMU_RAM=4G").writtenAs()));
  }

  @Test
  void thePlanShowsWhichNameAValueIsFrom() {
    List<EffectiveValue> values =
        EffectiveConfig.of(
            Reading.environment(
                "QEMU_COMPAT=qemus", "STORAGE=" + storage, "RAM_SIZE=4G", "QEMU_CPU=2"),
            List.of());
    assertTrue(
        values.contains(new EffectiveValue("QEMU_RAM", "4Gi", Origin.COMPATIBILITY, "RAM_SIZE")));
    assertTrue(values.contains(new EffectiveValue("QEMU_CPU", "2", Origin.ENVIRONMENT)));
    assertTrue(
        values.contains(
            new EffectiveValue(
                "QEMU_HDA", storage + "/data.img", Origin.COMPATIBILITY, "STORAGE")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "off", "NONE"})
  void withoutItTheOtherNamesAreNotRead(String value) {
    VmConfig config = Reading.config("QEMU_COMPAT=" + value, "RAM_SIZE=4G", "QEMU_CDROM=/dev/null");
    assertTrue(config.memory().ram().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"qemux/qemu,qemus", "tianon,none"})
  void anotherImageIsRefused(String value, String meant) {
    List<String> errors = Reading.errors(Reading.read("QEMU_COMPAT=" + value));
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().contains("must be none or qemus, but was"), errors::toString);
    assertTrue(errors.getFirst().contains("write " + meant), errors::toString);
  }

  @Test
  void whereNothingBootsTheOtherNamesAreSeen() {
    assertEquals(
        List.of(
            "QEMU_COMPAT is not set, so that the names of qemus/qemu that are (BOOT, RAM_SIZE) are"
                + " not read; set QEMU_COMPAT=qemus if they are meant for this image"),
        Reading.warnings(Reading.read("RAM_SIZE=2G", "BOOT=mint")).subList(1, 2));
    assertEquals(List.of(), Reading.warnings(Reading.read("RAM_SIZE=2G", "QEMU_CDROM=/dev/null")));
  }

  private ConfigResult read(String... pairs) {
    String[] all = new String[pairs.length + 2];
    System.arraycopy(pairs, 0, all, 2, pairs.length);
    all[0] = "QEMU_COMPAT=qemus";
    all[1] = "STORAGE=" + storage;
    return Reading.read(all);
  }
}
