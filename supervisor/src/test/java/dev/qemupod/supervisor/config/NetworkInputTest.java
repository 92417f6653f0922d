package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The guest's network. */
class NetworkInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("network");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "2375,tcp::2375-2375 udp::2375-2375",
    "2222:22,tcp::2222-22 udp::2222-22",
    "53/udp,udp::53-53",
    "53/UDP,udp::53-53",
    "8080:80/tcp,tcp::8080-80",
    "127.0.0.1:8080:80/tcp,tcp:127.0.0.1:8080-80",
    "80/tcp 443/tcp,tcp::80-80 tcp::443-443",
    "'80/tcp,443/tcp',tcp::80-80 tcp::443-443",
    "'  80/tcp , 443/tcp ,',tcp::80-80 tcp::443-443",
    "80 80/tcp 80:80/udp,tcp::80-80 udp::80-80",
    "80:81/tcp 80:82/udp,tcp::80-81 udp::80-82",
    "127.0.0.1:80:1/tcp 127.0.0.2:80:2/tcp,tcp:127.0.0.1:80-1 tcp:127.0.0.2:80-2"
  })
  void everyFormOfAPortIsRead(String words, String forwards) {
    assertEquals(forwards, written(Reading.config("QEMU_NO_SSH=1", "QEMU_PORTS=" + words)));
  }

  @Test
  void newLinesAndTabsSplitPortsToo() {
    assertEquals(
        "tcp::1-1 tcp::2-2 tcp::3-3",
        written(Reading.config("QEMU_NO_SSH=1", "QEMU_PORTS=1/tcp\n2/tcp\t3/tcp\n")));
  }

  @ParameterizedTest(name = "QEMU_PORTS={0} gives {1}")
  @CsvSource({
    "80/tcp,tcp::22-22 udp::22-22 tcp::80-80",
    "22:2022/tcp,tcp::22-2022",
    "2222:22/tcp,tcp::22-22 udp::22-22 tcp::2222-22"
  })
  void port22IsForwardedFirstUnlessItIsTaken(String words, String forwards) {
    assertEquals(forwards, written(Reading.config("QEMU_PORTS=" + words)));
  }

  @Test
  void port22MovesWhereItCannotBeBound() {
    ConfigResult result = Reading.read(Reading.NON_ROOT, "QEMU_CDROM=/dev/null");
    assertEquals("tcp::2222-22 udp::2222-22", written(result.config().orElseThrow()));
    assertEquals(
        List.of(
            "QEMU_NO_SSH is off, but this container may not bind port 22 (1024 and above only):"
                + " 2222 is forwarded to the guest's port 22 instead; add a forward such as"
                + " 2222:22 to QEMU_PORTS, or set QEMU_NO_SSH=1"),
        Reading.warnings(result));
  }

  @Test
  void port22IsNotMovedOntoAPortThatIsTaken() {
    ConfigResult result =
        Reading.read(Reading.NON_ROOT, "QEMU_CDROM=/dev/null", "QEMU_PORTS=2222:80/tcp");
    assertEquals("tcp::2222-80", written(result.config().orElseThrow()));
    assertEquals(
        List.of(
            "QEMU_NO_SSH is off, but this container may not bind port 22 (1024 and above only):"
                + " nothing is forwarded to the guest's port 22; add a forward such as 2222:22"
                + " to QEMU_PORTS, or set QEMU_NO_SSH=1"),
        Reading.warnings(result));
  }

  @Test
  void whoForwardsPort22ElsewhereIsNotWarned() {
    ConfigResult result =
        Reading.read(Reading.NON_ROOT, "QEMU_CDROM=/dev/null", "QEMU_PORTS=8022:22/tcp");
    assertEquals("tcp::8022-22", written(result.config().orElseThrow()));
    assertEquals(List.of(), Reading.warnings(result));
  }

  @Test
  void aLoweredPortStartAllowsPort22() {
    HostFacts facts = new HostFacts(Arch.X86_64, "pod-1", 22);
    assertEquals("tcp::22-22 udp::22-22", written(Reading.config(facts)));
  }

  @Test
  void noNetworkMeansNoForwards() {
    assertEquals(
        new NetworkConfig(false, List.of(), Optional.empty(), Optional.empty()),
        Reading.config("QEMU_NO_NET=1", "QEMU_NO_SSH=1").network());
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "[::1]:8080:80/tcp,tcp:::1:8080-80",
    "[fd00::1.2.3.4]:53:53/udp,udp:fd00::1.2.3.4:53-53",
    "0.0.0.0:80:1/tcp [::]:81:2/tcp,tcp:0.0.0.0:80-1 tcp::::81-2",
    "2375,tcp::2375-2375 udp::2375-2375"
  })
  void passtForwardsFromIpv6Too(String words, String forwards) {
    VmConfig config = Reading.config("QEMU_NET=Passt", "QEMU_NO_SSH=1", "QEMU_PORTS=" + words);
    assertEquals(forwards, written(config));
    assertEquals(Optional.of(new NetworkBackend.Passt()), config.network().backend());
  }

  @Test
  void passtForwardsPort22ByItself() {
    assertEquals("tcp::22-22 udp::22-22", written(Reading.config("QEMU_NET=passt")));
  }

  @Test
  void aTapDeviceHasNoForwards() {
    assertEquals(
        new NetworkConfig(
            true, List.of(), Optional.empty(), Optional.of(new NetworkBackend.Tap("tap0"))),
        Reading.config("QEMU_NET=tap:tap0").network());
  }

  @Test
  void aBridgeHasNoForwards() {
    assertEquals(
        new NetworkConfig(
            true, List.of(), Optional.empty(), Optional.of(new NetworkBackend.Bridge("br-0.1"))),
        Reading.config("QEMU_NET=Bridge:br-0.1").network());
  }

  @Test
  void withoutNetworkNothingCarriesPackets() {
    assertEquals(
        Optional.empty(),
        Reading.config("QEMU_NO_NET=1", "QEMU_NO_SSH=1", "QEMU_NET=passt").network().backend());
  }

  @Test
  void extraTextIsKept() {
    assertEquals(
        Optional.of("net=10.1.0.0/24,restrict=on"),
        Reading.config("QEMU_NET=User", "QEMU_NET_USER_EXTRA=net=10.1.0.0/24,restrict=on")
            .network()
            .userExtra());
  }

  private static String written(VmConfig config) {
    StringBuilder text = new StringBuilder();
    for (PortForward forward : config.network().forwards()) {
      text.append(text.isEmpty() ? "" : " ")
          .append(forward.protocol().qemuName())
          .append(":")
          .append(forward.hostAddress().orElse(""))
          .append(":")
          .append(forward.hostPort())
          .append("-")
          .append(forward.guestPort());
    }
    return text.toString();
  }
}
