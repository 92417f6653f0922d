package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.FwCfgEntry;
import dev.qemupod.supervisor.config.IgnitionTarget;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SystemdCredentialsTest {
  private static final List<String> KEYS = List.of("ssh-ed25519 AAAA a", "ssh-rsa BBBB b");

  @TempDir private Path folder;

  @Test
  void rootGetsTheKeysAsTheyAre() throws IOException {
    for (String user : List.of("", "root")) {
      FwCfgFile file = staged(user);
      assertEquals("opt/io.systemd.credentials/ssh.authorized_keys.root", file.name());
      assertEquals("ssh-ed25519 AAAA a\nssh-rsa BBBB b\n", Files.readString(file.file()));
      assertEquals(Files.size(file.file()), file.bytes());
    }
  }

  @Test
  void anotherUserGetsThemByLinesOfTmpfiles() throws IOException {
    FwCfgFile file = staged("admin");
    assertEquals("opt/io.systemd.credentials/tmpfiles.extra", file.name());
    assertEquals(
        """
        d /home/admin/.ssh 0700 admin - -
        f~ /home/admin/.ssh/authorized_keys 0600 admin - - \
        c3NoLWVkMjU1MTkgQUFBQSBhCnNzaC1yc2EgQkJCQiBiCg==
        """,
        Files.readString(file.file()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "admin"})
  void theNameFitsFwCfg(String user) {
    int length = SystemdCredentials.of(keys(user)).name().length();
    assertTrue(length <= 55, "qemu takes 55 characters, not " + length);
  }

  @Test
  void itsNameCanNotBeGivenTwice() {
    FwCfgEntry entry =
        new FwCfgEntry(
            "opt/io.systemd.credentials/ssh.authorized_keys.root",
            new Content.Inline("QEMU_FW_CFG", "x"));
    ProvisionConfig config =
        new ProvisionConfig(
            Optional.empty(),
            IgnitionTarget.AUTO,
            List.of(entry),
            Optional.of(keys("")),
            Optional.empty());
    String error = Provisioning.read(config).problems().errors().getFirst().toString();
    assertTrue(error.contains("which KEYS is given under"), error);
  }

  private FwCfgFile staged(String user) throws IOException {
    return SystemdCredentials.of(keys(user))
        .stage((name, content) -> Files.write(folder.resolve(name), content));
  }

  private static SshKeys keys(String user) {
    return new SshKeys("KEYS", KEYS, user.isEmpty() ? Optional.empty() : Optional.of(user));
  }
}
