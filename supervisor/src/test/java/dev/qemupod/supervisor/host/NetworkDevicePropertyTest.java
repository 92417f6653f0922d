package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the kernel's files hold, a device can be used or there is a problem with a fix. */
class NetworkDevicePropertyTest {
  private static final List<String> FILES =
      List.of("tun_flags", "owner", "flags", "carrier", "mtu", "bridge/bridge_id");

  private static Path root = Path.of("");

  @BeforeContainer
  static void makeRoot() throws IOException {
    root = Files.createTempDirectory("devices");
  }

  @AfterContainer
  static void removeRoot() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted((one, two) -> two.compareTo(one)).forEach(path -> path.toFile().delete());
    }
  }

  @Property(tries = 500)
  void anyFilesAreADeviceOrAProblem(
      @ForAll("contents") Map<String, String> contents,
      @ForAll("text") String status,
      @ForAll("text") String mtu)
      throws IOException {
    FakeTree tree = new FakeTree(root).file("/proc/self/status", status).file("/dev/net/tun", "");
    for (String file : FILES) {
      String path = "/sys/class/net/qemupod0/" + file;
      var _ = Files.deleteIfExists(root.resolve(path.substring(1)));
      if (contents.containsKey(file)) {
        tree.file(path, contents.getOrDefault(file, ""));
      }
    }
    tree.file("/sys/class/net/br0/bridge/bridge_id", "").file("/sys/class/net/br0/mtu", mtu);
    BridgeDevice bridge = BridgeDevice.look(root, "br0", "/none");
    assertTrue(bridge.mtu() == 0 || (bridge.mtu() >= 68 && bridge.mtu() <= 65521), mtu);
    List<Problem> problems = bridge.problems();
    assertTrue(
        problems.stream().anyMatch(each -> each.message().contains("no ip of iproute2")),
        problems::toString);
    for (Problem problem : problems) {
      assertEquals("QEMU_NET", problem.variable());
      assertTrue(problem.message().contains("; "), problem::toString);
    }
    TapDevice tap = TapDevice.look(root, "qemupod0");
    assertTrue(tap.problem().isPresent() || tap.tap(), contents::toString);
  }

  @Provide
  Arbitrary<Map<String, String>> contents() {
    return Arbitraries.maps(Arbitraries.of(FILES), text());
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withCharRange('\0', '\ud7ff').ofMaxLength(20),
        Arbitraries.longs().map(number -> number + "\n"),
        Arbitraries.longs().map(number -> "0x" + Long.toHexString(number) + "\n"),
        Arbitraries.of(
            "1\n",
            "0x5002\n",
            "Uid:\t0\t0\t0\t0\nCapEff:\t0000000000001000\n",
            "Uid:\t1\t1\t1\t1\nCapAmb:\tzz\n"));
  }
}
