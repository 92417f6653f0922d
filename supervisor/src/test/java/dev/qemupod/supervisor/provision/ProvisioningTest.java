package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.CloudInitConfig;
import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.FwCfgEntry;
import dev.qemupod.supervisor.config.IgnitionTarget;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProvisioningTest {
  private static final String VALID = "{\"ignition\":{\"version\":\"3.4.0\"},\"a\":[{\"b\":1}]}\n";

  private static final String KEY = "no-pty ssh-ed25519 AAAA größe";
  private static final SshKeys KEYS =
      new SshKeys("QEMU_SSH_AUTHORIZED_KEYS", List.of(KEY), Optional.empty());

  @TempDir Path folder;

  @Test
  void whatAGuestWouldReadForSecondsIsGivenCompressed() throws IOException {
    String large = VALID + " ".repeat(300 << 10);
    Provisioning provisioning = Provisioning.read(inline(large, IgnitionTarget.COREOS));
    assertEquals(List.of(), provisioning.problems().errors());
    assertEquals(List.of(), provisioning.problems().warnings());

    MergedConfig merged = MergedConfig.of(staged(provisioning));

    assertEquals("3.1.0", merged.version());
    assertArrayEquals(bytes(large), merged.configs().getFirst());
    assertEquals(1, merged.configs().size());
  }

  @Test
  void whatStaysTooLargeIsRefusedWithTheCure() {
    String old = "{\"ignition\":{\"version\":\"3.0.0\"}}" + " ".repeat(256 << 10);
    assertTrue(error(inline(old, IgnitionTarget.AUTO)).contains("is 257 KiB; let it merge"));
    String older = old.replace("3.0.0", "2.3.0");
    assertTrue(error(inline(older, IgnitionTarget.AUTO)).contains("let it append the bulk"));
    StringBuilder noise = new StringBuilder();
    Random random = new Random(7);
    for (int count = 0; count < 400 << 10; count++) {
      noise.append((char) ('a' + random.nextInt(26)));
    }
    String dense = "{\"ignition\":{\"version\":\"3.4.0\"},\"x\":\"" + noise + "\"}";
    assertTrue(error(inline(dense, IgnitionTarget.AUTO)).contains("quadratic time, but is"));
  }

  /** What counts is what the guest reads: base64 adds a third. */
  @Test
  void aConfigThatIsTooLargeOnlyWithTheKeysIsRefused() {
    String fits = "{\"ignition\":{\"version\":\"3.0.0\"}}" + " ".repeat(200 << 10);
    Content content = new Content.Inline("QEMU_IGNITION", fits);
    assertEquals(
        List.of(), Provisioning.read(config(content, IgnitionTarget.AUTO)).problems().errors());
    assertTrue(error(keyed(Optional.of(content))).startsWith("QEMU_IGNITION must be at most 256"));
  }

  @Test
  void keysAreMergedIntoAConfigOfSpec3() throws IOException {
    MergedConfig merged = MergedConfig.of(staged(Provisioning.read(keyed(given(VALID)))));
    assertEquals("3.0.0", merged.version());
    assertEquals("merge", merged.word());
    assertArrayEquals(bytes(VALID), merged.configs().get(0));
    assertEquals(List.of(KEY), MergedConfig.keys(merged.configs().get(1), "core"));
  }

  /** Ignition 0.x keeps the keys of a user's last entry only. */
  @Test
  void keysAreAppendedToAConfigOfSpec2WithItsOwn() throws IOException {
    String old =
        "{\"ignition\":{\"version\":\"2.2.0\"},\"passwd\":{\"users\":[{\"name\":\"core\","
            + "\"sshAuthorizedKeys\":[\"ssh-rsa AAAA mine\",\""
            + KEY
            + "\"]},{\"name\":\"a\",\"sshAuthorizedKeys\":[\"x\"]}]}}";
    MergedConfig merged = MergedConfig.of(staged(Provisioning.read(keyed(given(old)))));
    assertEquals("2.0.0", merged.version());
    assertEquals("append", merged.word());
    assertArrayEquals(bytes(old), merged.configs().get(0));
    assertEquals(
        List.of("ssh-rsa AAAA mine", KEY), MergedConfig.keys(merged.configs().get(1), "core"));
    assertTrue(text(merged.configs().get(1)).contains("\"version\":\"2.0.0\""));
  }

  @Test
  void keysAloneAreAConfigOfOurs() throws IOException {
    String config = text(staged(Provisioning.read(keyed(Optional.empty()))));
    assertEquals(
        "{\"ignition\":{\"version\":\"3.0.0\"},\"passwd\":{\"users\":[{\"name\":\"core\","
            + "\"sshAuthorizedKeys\":[\""
            + KEY
            + "\"]}]}}",
        config);
  }

  /** Two inner configs that are equal would be one too many. */
  @Test
  void aConfigThatIsWhatTheKeysAloneWouldBeIsNamedOnce() throws IOException {
    String own = text(staged(Provisioning.read(keyed(Optional.empty()))));
    MergedConfig merged = MergedConfig.of(staged(Provisioning.read(keyed(given(own)))));
    assertEquals(1, merged.configs().size());
  }

  @Test
  void keysAloneAreNotGivenThisWayToAGuestThatIsKnownToHaveCloudInit() throws IOException {
    ProvisionConfig config =
        new ProvisionConfig(
            Optional.empty(),
            IgnitionTarget.AUTO,
            List.of(),
            Optional.of(KEYS),
            Optional.of(CloudInitConfig.empty()));
    assertTrue(Provisioning.read(config).ignition().isEmpty());
  }

  @Test
  void keysAreNotAddedToASpecThatIsNotKnown() {
    String future = "{\"ignition\":{\"version\":\"4.0.0\"}}";
    assertTrue(error(keyed(given(future))).contains("must be of spec 2 or 3 for the SSH keys"));
  }

  @Test
  void aNameThatIsTakenIsRefused() {
    ProvisionConfig config =
        new ProvisionConfig(
            Optional.empty(),
            IgnitionTarget.AUTO,
            List.of(
                new FwCfgEntry(
                    "opt/com.coreos/config", new Content.Inline("QEMU_FW_CFG", "secret"))),
            Optional.of(KEYS),
            Optional.empty());
    String error = error(config);
    assertTrue(error.startsWith("QEMU_FW_CFG must not name opt/com.coreos/config"), error);
    assertTrue(error.contains("QEMU_SSH_AUTHORIZED_KEYS is given under"), error);
  }

  @Test
  void theFingerprintTellsConfigsAndKeysApart() {
    String one = fingerprint(keyed(given(VALID)));
    assertEquals(64, one.length());
    assertEquals(one, fingerprint(keyed(given(VALID))));
    assertNotEquals(one, fingerprint(keyed(given(VALID + " "))));
    assertNotEquals(one, fingerprint(inline(VALID, IgnitionTarget.AUTO)));
    assertEquals(
        fingerprint(inline(VALID, IgnitionTarget.FLATCAR)),
        fingerprint(inline(VALID, IgnitionTarget.AUTO)));
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

  private static ProvisionConfig keyed(Optional<Content> content) {
    return new ProvisionConfig(
        content, IgnitionTarget.COREOS, List.of(), Optional.of(KEYS), Optional.empty());
  }

  private static Optional<Content> given(String text) {
    return Optional.of(new Content.Inline("QEMU_IGNITION", text));
  }

  private static String error(ProvisionConfig config) {
    return Provisioning.read(config).problems().errors().getFirst().toString();
  }

  private static String fingerprint(ProvisionConfig config) {
    return Provisioning.read(config).ignition().orElseThrow().fingerprint();
  }

  private byte[] staged(Provisioning provisioning) throws IOException {
    assertEquals(List.of(), provisioning.problems().errors());
    return Files.readAllBytes(provisioning.stage(this::stage).getFirst().file());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
