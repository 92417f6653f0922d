package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A guest that knows nothing of cloud-init or Ignition, only systemd. */
class CredentialsIT {
  private static final int SSH = 2222;

  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void theKeyLetsRootInThoughNothingButSystemdIsThere() throws Exception {
    Ssh ssh = Ssh.withNewKey(scene.directory("ssh"));
    VmContainer vm =
        scene.run(
            VmSpec.debian("initrd.img", "cloud-init=disabled")
                .writable(scene.directory("disk"), "/disk")
                .with("QEMU_PORTS", SSH + ":22")
                .with("QEMU_SSH_AUTHORIZED_KEYS", ssh.publicKey()));
    vm.awaitLog("The VM is running");

    String seen =
        ssh.run(
                vm.ports(),
                SSH,
                "root",
                "id --user --name; ls /run/cloud-init; cat /root/.ssh/authorized_keys")
            .out();

    assertTrue(seen.startsWith("root\n"), seen);
    // Left there by a cloud-init that runs.
    assertTrue(!seen.contains("instance-data.json"), seen);
    assertTrue(seen.endsWith(ssh.publicKey() + "\n"), seen);
    assertEquals(1, seen.split("ssh-ed25519", -1).length - 1, seen);
  }
}
