package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which machine to emulate. */
class PlatformInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("platform");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @Test
  void everyChoiceIsRead() {
    assertEquals(
        new PlatformConfig(
            Arch.X86_64,
            "/opt/qemu",
            AcceleratorChoice.KVM,
            "microvm",
            FirmwareChoice.UEFI,
            Optional.of("host,-hypervisor"),
            false,
            Optional.of(WatchdogModel.I6300ESB),
            "vm_1.example"),
        Reading.config(
                "QEMU_ARCH=X86_64",
                "QEMU_BIN=/opt/qemu",
                "QEMU_ACCEL=KVM",
                "QEMU_MACHINE=microvm",
                "QEMU_FIRMWARE=uefi",
                "QEMU_CPU_MODEL=host,-hypervisor",
                "QEMU_NO_SERIAL=on",
                "QEMU_WATCHDOG=I6300ESB",
                "QEMU_HOSTNAME=vm_1.example")
            .platform());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"1", "true", "TRUE", "Yes", "on", "ON", "y", "Y"})
  void switchesAreOn(String word) {
    assertEquals(false, Reading.config("QEMU_NO_SERIAL=" + word).platform().serialConsole());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"0", "false", "False", "no", "NO", "off", "n", "N"})
  void switchesAreOff(String word) {
    assertEquals(true, Reading.config("QEMU_NO_SERIAL=" + word).platform().serialConsole());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"q35", "q35,smm=on", "pc-q35-7.2"})
  void theBoardsOwnWatchdogIsThatOfTheQ35(String machine) {
    assertEquals(
        Optional.of(WatchdogModel.ITCO),
        Reading.config("QEMU_WATCHDOG=itco", "QEMU_MACHINE=" + machine).platform().watchdog());
  }

  @Test
  void anyWatchdogIsOneForEveryMachine() {
    assertEquals(
        Optional.of(WatchdogModel.I6300ESB),
        Reading.config("QEMU_WATCHDOG=on", "QEMU_ARCH=aarch64").platform().watchdog());
    assertEquals(Optional.empty(), Reading.config("QEMU_WATCHDOG=no").platform().watchdog());
  }

  @Test
  void anArmHostRunsArmGuests() {
    PlatformConfig platform =
        Reading.config(Reading.ARM, "QEMU_ACCEL=kvm", "QEMU_CPU_MODEL=host").platform();
    assertEquals(Arch.AARCH64, platform.arch());
    assertEquals(FirmwareChoice.UEFI, platform.firmware());
  }
}
