package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the guest boots. */
class BootInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("boot");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @Test
  void everyChoiceIsRead() throws IOException {
    Path file = Files.writeString(directory.resolve("image"), "data");
    assertEquals(
        new BootConfig(
            Optional.of("order=d"),
            Optional.of(file),
            Optional.empty(),
            Optional.of(file),
            Optional.of(file),
            Optional.of("console=ttyS0 root=/dev/vda")),
        Reading.config(
                "QEMU_BOOT=order=d",
                "QEMU_CDROM=" + file,
                "QEMU_KERNEL=" + file,
                "QEMU_INITRD=" + file,
                "QEMU_APPEND=console=ttyS0 root=/dev/vda")
            .boot());
  }

  @Test
  void nothingToBootIsWorthAWarning() {
    assertEquals(
        List.of(
            "QEMU_HDA is not set, and neither is another disk, QEMU_CDROM or QEMU_KERNEL: the"
                + " guest has nothing to boot; set one of them"),
        Reading.warnings(Reading.read()));
    assertEquals(List.of(), Reading.warnings(Reading.read("QEMU_EXTRA_ARGS=-hda x")));
    assertEquals(List.of(), Reading.warnings(Reading.read("QEMU_HDB=" + directory + "/x")));
  }
}
