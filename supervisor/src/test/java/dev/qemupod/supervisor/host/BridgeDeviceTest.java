package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bridges as the kernel's files tell of them, and what a device of one's own in them takes. */
class BridgeDeviceTest {
  private static final String BRIDGE = "/sys/class/net/br0/";
  private static final String PORT = "/sys/class/net/qemupod0/";

  @TempDir private Path root;
  private FakeTree tree;

  @BeforeEach
  void makeTree() throws IOException {
    tree = new FakeTree(root);
    user("0", "0000000000001000", "0000000000000000");
    tree.file(BRIDGE + "bridge/bridge_id", "8000.aabbcc001122\n")
        .file(BRIDGE + "flags", "0x1003\n")
        .file(BRIDGE + "mtu", "1450\n")
        .file("/dev/net/tun", "");
    program("sbin/ip");
  }

  private void user(String uid, String effective, String ambient) {
    tree.file(
        "/proc/self/status",
        "Name:\tjava\nUid:\t%1$s\t%1$s\t%1$s\t%1$s\nCapEff:\t%2$s\nCapAmb:\t%3$s\n"
            .formatted(uid, effective, ambient));
  }

  private void program(String name) throws IOException {
    tree.file("/" + name, "");
    var _ =
        Files.setPosixFilePermissions(
            root.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private BridgeDevice bridge() {
    return BridgeDevice.look(root, "br0", root.resolve("bin") + ":" + root.resolve("sbin"));
  }

  private List<String> problems() {
    return bridge().problems().stream().map(Problem::toString).toList();
  }

  private void onlyProblem(String part) {
    assertEquals(1, problems().size(), () -> problems().toString());
    assertTrue(problems().getFirst().contains(part), () -> problems().toString());
  }

  @Test
  void withEverythingThereItCanBeUsed() {
    assertEquals(List.of(), problems());
    assertEquals(Optional.empty(), bridge().warning());
    assertEquals(1450, bridge().mtu());
    assertEquals(Optional.of(root.resolve("sbin/ip")), bridge().ip());
  }

  @Test
  void everythingThatIsMissingIsTold() throws IOException {
    user("65532", "0000000000001000", "0000000000000000");
    Files.delete(root.resolve("dev/net/tun"));
    Files.delete(root.resolve("sbin/ip"));
    BridgeDevice none = BridgeDevice.look(root, "br1", root.resolve("sbin").toString());
    assertEquals(
        List.of(
            "QEMU_NET must be bridge: and a bridge that a tap device can be put in, but was"
                + " \"bridge:br1\", which does not exist; make it before the VM starts, as a CNI"
                + " plugin or an init container with NET_ADMIN can: ip link add br1 type bridge",
            "QEMU_NET must be bridge: and a bridge that a tap device can be put in, but was"
                + " \"bridge:br1\", but user 65532 has no NET_ADMIN here; run the container as root"
                + " with capabilities.add NET_ADMIN, as Kubernetes gives no other user one, or let"
                + " an init container make a tap device in the bridge, and name it with tap:NAME",
            "QEMU_NET must be bridge: and a bridge that a tap device can be put in, but was"
                + " \"bridge:br1\", but /dev/net/tun can not be opened; give the container this"
                + " device, by a device plugin or a hostPath volume of a privileged one",
            "QEMU_NET must be bridge: and a bridge that a tap device can be put in, but was"
                + " \"bridge:br1\", but there is no ip of iproute2 in PATH; install iproute2"),
        none.problems().stream().map(Problem::toString).toList());
  }

  @Test
  void anotherKindOfDeviceIsNone() {
    tree.file("/sys/class/net/eth0/flags", "0x1003\n");
    List<Problem> problems =
        BridgeDevice.look(root, "eth0", root.resolve("sbin").toString()).problems();
    assertTrue(problems.getFirst().toString().contains("which is no bridge"), problems::toString);
  }

  @Test
  void aUserWhoHandsTheCapabilityOnIsAsGoodAsRoot() {
    user("65532", "0000000000001000", "0000000000001000");
    assertEquals(List.of(), problems());
    user("0", "0000000000000000", "0000000000000000");
    onlyProblem("but user 0 has no NET_ADMIN here");
  }

  @Test
  void busyboxKnowsNoTapDevices() throws IOException {
    Files.delete(root.resolve("sbin/ip"));
    program("bin/busybox");
    var _ = Files.createSymbolicLink(root.resolve("bin/ip"), Path.of("busybox"));
    onlyProblem("but there is no ip of iproute2 in PATH");
  }

  @Test
  void whatAnEarlierRunLeftIsUsedAgain() {
    tree.file(PORT + "tun_flags", "0x5002\n").file(PORT + "owner", "0\n");
    assertEquals(List.of(), problems());
    tree.file(PORT + "carrier", "0\n");
    assertEquals(false, bridge().port().held());
    tree.file(PORT + "carrier", "1\n");
    assertEquals(true, bridge().port().held());
    assertEquals(List.of(), problems());
  }

  @Test
  void whatSomebodyElseMadeUnderThatNameIsNotTouched() {
    tree.file(PORT + "flags", "0x1003\n");
    onlyProblem("but there is a qemupod0 already, which is no tap device");
    tree.file(PORT + "tun_flags", "0x5002\n").file(PORT + "owner", "1000\n");
    onlyProblem("but there is a qemupod0 already, which belongs to user 1000");
    tree.file(PORT + "owner", "-1\n");
    onlyProblem("but there is a qemupod0 already, which belongs to no user");
  }

  @Test
  void oneThatIsDownIsWarnedOf() {
    tree.file(BRIDGE + "flags", "0x1002\n");
    assertEquals(
        "QEMU_NET names br0, which is down: no packet passes until ip link set br0 up",
        bridge().warning().map(Problem::toString).orElse(""));
  }

  @Test
  void aSizeThatNoGuestCanBeToldIsUnknown() {
    for (String odd : List.of("65536\n", "67\n", "-1\n", "many\n", "")) {
      tree.file(BRIDGE + "mtu", odd);
      assertEquals(0, bridge().mtu(), odd);
    }
  }
}
