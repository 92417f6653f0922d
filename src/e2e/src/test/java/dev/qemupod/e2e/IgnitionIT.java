package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Debian's own Ignition in a guest's initramfs, which runs as in Fedora CoreOS. */
class IgnitionIT {
  private static final int SSH = 2222;
  private static final String USER = "core";

  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void aConfigIsAppliedOnceAndTheKeysOfThePodAreAddedToIt() throws Exception {
    Ssh ours = Ssh.withNewKey(scene.directory("ssh"));
    String theirs = Ssh.withNewKey(scene.directory("ssh")).publicKey();
    Path disk = scene.directory("disk");
    VmSpec spec =
        guest(config(theirs, "/etc/proof"), disk)
            .with("QEMU_SSH_AUTHORIZED_KEYS", ours.publicKey())
            .with("QEMU_PORTS", SSH + ":22");
    VmContainer vm = scene.run(spec);
    vm.awaitConsole("GUEST-IGNITION-APPLIED", Patience.DISTRIBUTION);

    // One login for all of it: each takes an emulated guest seconds.
    String look =
        "cat /etc/proof; echo; systemctl is-system-running --wait >/dev/null;"
            + " systemctl is-active proof.service; cat .ssh/authorized_keys.d/ignition";
    List<String> seen = in(vm, ours, look).lines().toList();
    assertEquals(List.of("from Ignition", "active"), seen.subList(0, 2), seen::toString);
    assertTrue(seen.contains(ours.publicKey()), seen::toString);
    assertTrue(seen.contains(theirs), seen::toString);
    vm.stop();

    VmContainer again = scene.run(spec);
    again.awaitConsole("GUEST-IGNITION-SKIPPED not the first boot", Patience.DISTRIBUTION);
  }

  @Test
  void aConfigThatIgnitionCanNotApplyIsToldToWhoeverLooks() throws Exception {
    String key = Ssh.withNewKey(scene.directory("ssh")).publicKey();
    // There is such a file, and the config does not say that it may be replaced.
    VmContainer vm = scene.run(guest(config(key, "/etc/fstab"), scene.directory("disk")));
    vm.awaitConsole("GUEST-IGNITION-FAILED stage=files", Patience.DISTRIBUTION);

    vm.awaitLog("The guest's first boot failed in Ignition");
    assertTrue(vm.log().contains("/etc/fstab"), vm::log);
    HttpResponse<String> readiness = vm.get("/readyz");
    assertEquals(503, readiness.statusCode(), readiness::body);
    assertTrue(readiness.body().contains("Ignition failed in the guest"), readiness::body);
    String metrics = vm.get("/metrics").body();
    assertTrue(metrics.contains("qemu_guest_ignition_failed 1"), metrics);
  }

  private VmSpec guest(String config, Path disk) throws IOException {
    Path folder = scene.directory("ignition");
    Scene.file(folder.resolve("config.ign"), config);
    return VmSpec.debian("initrd-ignition.img", "ignition.platform.id=qemu cloud-init=disabled")
        .writable(disk, "/disk")
        .readOnly(folder, "/ignition")
        .with("QEMU_IGNITION_FILE", "/ignition/config.ign");
  }

  /** A config with a user, a file and a unit that needs the file. */
  private static String config(String key, String file) {
    return """
    {
      "ignition": {"version": "3.3.0"},
      "passwd": {"users": [{"name": "%s", "sshAuthorizedKeys": ["%s"]}]},
      "storage": {"files": [{"path": "%s", "contents": {"source": "data:,from%%20Ignition"}}]},
      "systemd": {"units": [{
        "name": "proof.service",
        "enabled": true,
        "contents": "[Unit]\\nConditionPathExists=%s\\n[Service]\\nType=oneshot\\nRemainAfterExit=yes\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n"
      }]}
    }
    """
        .formatted(USER, key, file, file);
  }

  private static String in(VmContainer vm, Ssh ssh, String command) throws Exception {
    return ssh.run(vm.ports(), SSH, USER, command).orFail().out().strip();
  }
}
