package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.FwCfgEntry;
import dev.qemupod.supervisor.config.IgnitionTarget;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProvisioningTest {
  private static final String VALID = "{\"ignition\":{\"version\":\"3.4.0\"},\"a\":[{\"b\":1}]}\n";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        VALID,
        "  {\"a\":{\"version\":7},\"ignition\":{\"config\":{},\"version\":\"2.3.0\"}}",
        "{\"ignition\":{\"security\":{\"tls\":{}},\"version\":\"3.0.0\",\"timeouts\":{}}}"
      })
  void aConfigThatIgnitionReadsIsAccepted(String config) {
    assertEquals(Optional.empty(), IgnitionCheck.objection(bytes(config)));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "must be an Ignition config, but was empty"),
        Arguments.of(" \n ", "must be an Ignition config, but was empty"),
        Arguments.of("#cloud-config\n{}", "but was cloud-config"),
        Arguments.of("variant: fcos\nversion: 1.5.0\n", "but was YAML; translate it first: butane"),
        Arguments.of("# a comment\nvariant: flatcar\n", "but was YAML"),
        Arguments.of("\ufeff{}", "byte order mark"),
        Arguments.of("/config/x.ign", "a JSON object, but does not begin with {"),
        Arguments.of("[]", "a JSON object, but does not begin with {"),
        Arguments.of("{\"ignition\":", "must be valid JSON, but is not at line 1, column"),
        Arguments.of("{\n \"ignition\": {,}\n}", "but is not at line 2, column"),
        Arguments.of("{}", "must have a version"),
        Arguments.of("{\"version\":\"3.0.0\"}", "must have a version"),
        Arguments.of("{\"ignition\":{}}", "must have a version"),
        Arguments.of("{\"ignition\":\"3.0.0\"}", "must have a version"),
        Arguments.of("{\"ignition\":{\"version\":3}}", "must have a version"),
        Arguments.of("{\"ignition\":{\"a\":{\"version\":\"3\"}}}", "must have a version"),
        Arguments.of("{\"ignition\":{\"version\":\"3.0.0\"}} {}", "but something follows it"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aConfigThatIgnitionWouldRefuseOrIgnoreIsRefused(String config, String sentence) {
    String objection = IgnitionCheck.objection(bytes(config)).orElseThrow();
    assertTrue(objection.contains(sentence), objection);
  }

  @Test
  void aSecretInABrokenConfigIsNotQuoted() {
    String objection = IgnitionCheck.objection(bytes("{\"password\": hunter2}")).orElseThrow();
    assertTrue(!objection.contains("hunter2"), objection);
  }

  @Test
  void moreThanAMebibyteIsRefused() {
    byte[] large = bytes("{\"ignition\":{\"version\":\"3.0.0\"}}" + " ".repeat(1 << 20));
    assertTrue(IgnitionCheck.objection(large).orElseThrow().startsWith("must be at most 1 MiB"));
  }

  @Test
  void moreThan256KibibytesIsAWarning() {
    String large = VALID + " ".repeat(300 << 10);
    Provisioning provisioning = Provisioning.read(inline(large, IgnitionTarget.AUTO));
    assertEquals(List.of(), provisioning.problems().errors());
    assertTrue(provisioning.problems().warnings().getFirst().toString().contains("quadratic time"));
  }

  @ParameterizedTest
  @EnumSource(IgnitionTarget.class)
  void theTargetDecidesTheNames(IgnitionTarget target) throws IOException {
    List<String> names =
        Provisioning.read(inline(VALID, target)).stage(this::stage).stream()
            .map(FwCfgFile::name)
            .toList();
    assertEquals(
        switch (target) {
          case AUTO -> List.of("opt/com.coreos/config", "opt/org.flatcar-linux/config");
          case COREOS -> List.of("opt/com.coreos/config");
          case FLATCAR -> List.of("opt/org.flatcar-linux/config");
        },
        names);
  }

  @Test
  void theGuestGetsTheBytesThatWereCheckedEvenIfTheFileChanges() throws IOException {
    Path file = Files.writeString(folder.resolve("config.ign"), VALID);
    Content content = new Content.InFile("QEMU_IGNITION_FILE", file);
    Provisioning provisioning = Provisioning.read(config(content, IgnitionTarget.COREOS));
    Files.writeString(file, "changed");

    Path staged = provisioning.stage(this::stage).getFirst().file();

    assertEquals(VALID, Files.readString(staged));
  }

  @Test
  void aStringIsStagedAndAFileIsGivenAsItIs() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "content");
    ProvisionConfig config =
        new ProvisionConfig(
            Optional.empty(),
            IgnitionTarget.AUTO,
            List.of(
                new FwCfgEntry("opt/a", new Content.Inline("QEMU_FW_CFG", "täxt, with comma")),
                new FwCfgEntry("opt/b", new Content.InFile("QEMU_FW_CFG", file))),
            Optional.empty(),
            Optional.empty());

    List<FwCfgFile> files = Provisioning.read(config).stage(this::stage);

    assertEquals("täxt, with comma", Files.readString(files.get(0).file()));
    assertEquals(new FwCfgFile("opt/b", file, 7), files.get(1));
  }

  @Test
  void anUnreadableFileIsAProblemOfItsVariable() {
    Content content = new Content.InFile("QEMU_IGNITION_FILE", folder.resolve("absent"));
    Provisioning provisioning = Provisioning.read(config(content, IgnitionTarget.AUTO));
    assertEquals("QEMU_IGNITION_FILE", provisioning.problems().errors().getFirst().variable());
  }

  private Path stage(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve("staged-" + name), content);
  }

  private static ProvisionConfig inline(String text, IgnitionTarget target) {
    return config(new Content.Inline("QEMU_IGNITION", text), target);
  }

  private static ProvisionConfig config(Content content, IgnitionTarget target) {
    return new ProvisionConfig(
        Optional.of(content), target, List.of(), Optional.empty(), Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
