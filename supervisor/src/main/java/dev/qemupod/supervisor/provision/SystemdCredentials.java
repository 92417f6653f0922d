package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * SSH keys for guests that have nothing but systemd, from version 252 on, as credentials in fw_cfg
 * (systemd.system-credentials(7)).
 *
 * <p>In fw_cfg rather than in SMBIOS: a guest without UEFI on Arm has no SMBIOS, and qemu refuses
 * to start when all of SMBIOS is over 64 KiB.
 */
final class SystemdCredentials {
  private static final String PREFIX = "opt/io.systemd.credentials/";

  /** {@code /usr/lib/tmpfiles.d/provision.conf} makes a file of it, unless there is one. */
  private static final String OF_ROOT = PREFIX + "ssh.authorized_keys.root";

  /** Further lines of tmpfiles.d(5). */
  private static final String LINES = PREFIX + "tmpfiles.extra";

  private final String name;
  private final byte[] content;

  private SystemdCredentials(String name, String content) {
    this.name = name;
    this.content = content.getBytes(StandardCharsets.UTF_8);
  }

  static SystemdCredentials of(SshKeys keys) {
    String lines = String.join("\n", keys.lines()) + "\n";
    String user = keys.user().orElse("root");
    return user.equals("root")
        ? new SystemdCredentials(OF_ROOT, lines)
        : new SystemdCredentials(LINES, files(user, lines));
  }

  /** The name that no other file may have. */
  String name() {
    return name;
  }

  FwCfgFile stage(Stager stager) throws IOException {
    return new FwCfgFile(name, stager.stage("ssh-keys", content), content.length);
  }

  /**
   * As for root. Lines of a user who is not there, or not yet, are ignored; those of a group too,
   * so that it is root's.
   */
  private static String files(String user, String keys) {
    String folder = "/home/" + user + "/.ssh";
    String owner = user + " -";
    String base64 = Base64.getEncoder().encodeToString(keys.getBytes(StandardCharsets.UTF_8));
    return "d "
        + folder
        + " 0700 "
        + owner
        + " -\nf~ "
        + folder
        + "/authorized_keys 0600 "
        + owner
        + " - "
        + base64
        + "\n";
  }
}
