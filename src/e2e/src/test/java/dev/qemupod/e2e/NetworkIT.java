package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** QEMU_NET in the image: passt, whose qemu can connect again, and a bridge. */
class NetworkIT {
  /** What the profiles of containerd and Docker leave out, and podman's does not. */
  private static final String WITHOUT_NAMESPACES =
      """
      {"defaultAction": "SCMP_ACT_ALLOW",
       "syscalls": [{"names": ["unshare", "mount", "umount2", "pivot_root", "setns"],
                     "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}
      """;

  /** With the address that the guest takes for its router's. */
  private static final String WITH_BRIDGE =
      "ip link add br0 type bridge && ip addr add 10.0.2.2/24 dev br0 && ip link set br0 up"
          + " && exec qemu-pod";

  @RegisterExtension final Scene scene = Scene.ofTest();

  private static VmSpec confined() {
    return VmSpec.microLinux()
        .option("--read-only", "--read-only-tmpfs=false")
        .option("--cap-drop=ALL", "--security-opt=no-new-privileges")
        .with("QEMU_NET", "passt")
        .with("QEMU_READY", "ssh:2222")
        .with("QEMU_PORTS", "2222:22/tcp");
  }

  @Test
  void passtNeedsNoPrivilegeAndIsStartedAgain() throws Exception {
    VmContainer vm = scene.run(confined());
    vm.awaitLog("The guest is ready: got the SSH banner on port 2222");
    assertTrue(vm.log().contains("Network: passt"), vm::log);
    vm.exec("bash", "-c", "kill -KILL $(grep -l ^passt /proc/[0-9]*/comm | cut -d/ -f3)").orFail();
    vm.awaitLog("The guest's network is back");
    String banner =
        vm.exec(
                "bash",
                "-c",
                "until exec 3<>/dev/tcp/127.0.0.1/2222 && timeout 2 head -c 4 <&3 | grep SSH-; do"
                    + " :; done 2>/dev/null")
            .orFail()
            .out();
    assertEquals("SSH-", banner.strip());
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  @Test
  void aSeccompProfileThatForbidsItLeadsToTheUserNetwork() throws Exception {
    Path profile = scene.directory("seccomp").resolve("profile.json");
    Files.writeString(profile, WITHOUT_NAMESPACES);
    VmContainer vm = scene.run(confined().option("--security-opt=seccomp=" + profile));
    vm.awaitLog("Falling back to user network, because passt exited with code 1");
    assertTrue(vm.log().contains("give the pod a profile that allows unshare"), vm::log);
    vm.awaitLog("The guest is ready: got the SSH banner on port 2222");
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  @Test
  void rootWithNetAdminPutsTheGuestIntoABridge() throws Exception {
    VmContainer vm =
        scene.run(
            VmSpec.microLinux()
                .option("--user=0:0", "--cap-drop=ALL", "--cap-add=NET_ADMIN")
                .option("--security-opt=no-new-privileges", "--device=/dev/net/tun")
                .option("--read-only", "--read-only-tmpfs=false")
                .option("--entrypoint=[\"sh\", \"-c\", \"" + WITH_BRIDGE + "\"]")
                .with("QEMU_NET", "bridge:br0"));
    vm.awaitLog("Network: the tap device qemupod0 in the bridge br0");
    String answer =
        vm.exec(
                "bash",
                "-c",
                "until exec 3<>/dev/tcp/10.0.2.15/80 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 &&"
                    + " grep guest <&3; do :; done 2>/dev/null")
            .orFail()
            .out();
    assertEquals("hello from guest", answer.strip());
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }
}
