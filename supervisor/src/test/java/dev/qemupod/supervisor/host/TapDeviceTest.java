package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Problem;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tap devices as the kernel's files tell of them. */
class TapDeviceTest {
  private static final String FOLDER = "/sys/class/net/tap0/";

  @TempDir private Path root;
  private FakeTree tree;

  @BeforeEach
  void makeTree() {
    tree = new FakeTree(root);
    user("65532", "0000000000000000", "0000000000000000");
  }

  private void user(String uid, String effective, String ambient) {
    tree.file(
        "/proc/self/status",
        "Name:\tjava\nUid:\t%1$s\t%1$s\t%1$s\t%1$s\nCapEff:\t%2$s\nCapAmb:\t%3$s\n"
            .formatted(uid, effective, ambient));
  }

  private void tap(String owner) {
    tree.file(FOLDER + "tun_flags", "0x5002\n")
        .file(FOLDER + "owner", owner + "\n")
        .file(FOLDER + "flags", "0x1003\n")
        .file("/dev/net/tun", "");
  }

  private String problem() {
    return TapDevice.look(root, "tap0").problem().map(Problem::toString).orElse("");
  }

  @Test
  void oneThatIsNotThereIsNamedWithTheWayToMakeIt() {
    assertEquals(
        "QEMU_NET must be tap: and a tap device that qemu may open, but was \"tap:tap0\", which"
            + " does not exist; make it before the VM starts, as an init container with NET_ADMIN"
            + " can: ip tuntap add tap0 mode tap user 65532",
        problem());
  }

  @Test
  void anotherKindOfDeviceIsNone() {
    tree.file(FOLDER + "flags", "0x1003\n");
    assertTrue(problem().contains("which is no tap device"), problem());
  }

  @Test
  void theKernelsDoorToItIsNeeded() {
    tree.file(FOLDER + "tun_flags", "0x5002\n");
    assertTrue(problem().contains("/dev/net/tun can not be opened"), problem());
  }

  @Test
  void itsOwnerMayOpenIt() {
    tap("65532");
    assertEquals("", problem());
    assertEquals(Optional.empty(), TapDevice.look(root, "tap0").warning());
  }

  @Test
  void itKnowsWhetherItHasSeveralQueues() {
    tap("65532");
    assertFalse(TapDevice.look(root, "tap0").multiQueue());
    tree.file(FOLDER + "tun_flags", "0x5902\n");
    assertTrue(TapDevice.look(root, "tap0").multiQueue());
    assertEquals("", problem());
  }

  @Test
  void anotherUserMayNotWithoutTheCapability() {
    tap("1000");
    assertTrue(problem().contains("which belongs to user 1000"), problem());
    tap("-1");
    assertTrue(problem().contains("which belongs to no user"), problem());
    // Of a user that is not root only what is ambient is handed on to qemu.
    user("65532", "0000000000001000", "0000000000000000");
    assertTrue(problem().contains("which belongs to no user"), problem());
    user("65532", "0000000000001000", "0000000000001000");
    assertEquals("", problem());
    user("0", "0000000000001000", "0000000000000000");
    assertEquals("", problem());
  }

  @Test
  void oneThatIsDownIsWarnedOf() {
    tap("65532");
    tree.file(FOLDER + "flags", "0x1002\n");
    assertEquals(
        "QEMU_NET names tap0, which is down: no packet passes until ip link set tap0 up",
        TapDevice.look(root, "tap0").warning().map(Problem::toString).orElse(""));
  }

  @Test
  void countersAreTurnedToTheGuestsSide() {
    String folder = FOLDER + "statistics/";
    tree.file(folder + "tx_bytes", "1\n")
        .file(folder + "tx_packets", "2\n")
        .file(folder + "tx_errors", "3\n")
        .file(folder + "tx_dropped", "4\n")
        .file(folder + "rx_bytes", "5\n")
        .file(folder + "rx_packets", "6\n")
        .file(folder + "rx_errors", "7\n")
        .file(folder + "rx_dropped", "8\n");
    assertEquals(
        Optional.of(
            new TapCounters(new TapCounters.Flow(1, 2, 3, 4), new TapCounters.Flow(5, 6, 7, 8))),
        TapCounters.read(root, "tap0"));
    tree.file(folder + "rx_dropped", "many\n");
    assertEquals(Optional.empty(), TapCounters.read(root, "tap0"));
    assertEquals(Optional.empty(), TapCounters.read(root, "tap1"));
  }
}
