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

/** What the guest is provisioned with. */
class ProvisionInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("provision");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @Test
  void ignitionIsKeptByteForByte() {
    String text = " {\"ignition\": {\"version\": \"3.4.0\"}}\n";
    assertEquals(
        Optional.of(new Content.Inline("QEMU_IGNITION", text)),
        Reading.config("QEMU_IGNITION=" + text).provision().ignition());
  }

  @Test
  void ignitionMayBeAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("config.ign"), "{}");
    ProvisionConfig provision =
        Reading.config("QEMU_IGNITION_FILE=" + file, "QEMU_IGNITION_TARGET=Flatcar").provision();
    assertEquals(Optional.of(new Content.InFile("QEMU_IGNITION_FILE", file)), provision.ignition());
    assertEquals(IgnitionTarget.FLATCAR, provision.ignitionTarget());
  }

  @Test
  void aTargetAloneIsWorthAWarning() {
    assertEquals(
        List.of(
            "QEMU_IGNITION_TARGET has no effect without an Ignition config or SSH keys; set"
                + " QEMU_IGNITION_FILE or QEMU_SSH_AUTHORIZED_KEYS, or remove it"),
        Reading.warnings(Reading.read("QEMU_IGNITION_TARGET=coreos", "QEMU_CDROM=/dev/null")));
  }

  @Test
  void fwCfgValuesRunToTheEndOfTheLine() throws IOException {
    Path file = Files.writeString(directory.resolve("a,b=c"), "data");
    assertEquals(
        List.of(
            new FwCfgEntry("opt/a", new Content.Inline("QEMU_FW_CFG", "{\"x\":1,\"file=y\":2}")),
            new FwCfgEntry("opt/org.example/b", new Content.InFile("QEMU_FW_CFG", file))),
        Reading.config(
                "QEMU_FW_CFG=\n  name=opt/a,string={\"x\":1,\"file=y\":2}\r\n\n"
                    + "name=opt/org.example/b,file="
                    + file
                    + "\n")
            .provision()
            .fwCfg());
  }

  @Test
  void tenEntriesAndFiftyFiveCharactersAreAllowed() {
    StringBuilder lines = new StringBuilder();
    for (int line = 0; line < 10; line++) {
      lines.append("name=opt/").append("x".repeat(50)).append(line).append(",string=1\n");
    }
    assertEquals(10, Reading.config("QEMU_FW_CFG=" + lines).provision().fwCfg().size());
  }

  @Test
  void theNamesOfIgnitionAreFreeWithoutIt() {
    assertEquals(
        1,
        Reading.config("QEMU_FW_CFG=name=opt/com.coreos/config,string={}")
            .provision()
            .fwCfg()
            .size());
  }
}
