package dev.qemupod.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.NetworkConfig;
import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.config.PortForward.Protocol;
import dev.qemupod.supervisor.host.PodAddresses;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardCheckTest {
  private static NetworkConfig forwarding(Optional<String> address, int... ports) {
    List<PortForward> forwards =
        IntStream.of(ports)
            .mapToObj(port -> new PortForward(Protocol.TCP, address, port, port))
            .toList();
    return new NetworkConfig(true, forwards, Optional.empty(), Optional.empty());
  }

  @Test
  void namesThePortsThatNobodyCanReachWithoutIpv4() {
    String warning =
        ForwardCheck.warning(
                forwarding(Optional.empty(), 2222, 80, 2222), new PodAddresses(false, true))
            .orElseThrow();
    assertTrue(warning.contains("[80, 2222]"), warning);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "true, false", "false, false"})
  void saysNothingWhereThereIsIpv4OrNoNetworkAtAll(boolean ipv4, boolean ipv6) {
    assertEquals(
        Optional.empty(),
        ForwardCheck.warning(forwarding(Optional.empty(), 80), new PodAddresses(ipv4, ipv6)));
  }

  @Test
  void saysNothingOfPortsThatAreForThePodAlone() {
    assertEquals(
        Optional.empty(),
        ForwardCheck.warning(
            forwarding(Optional.of("127.0.0.1"), 80), new PodAddresses(false, true)));
  }
}
