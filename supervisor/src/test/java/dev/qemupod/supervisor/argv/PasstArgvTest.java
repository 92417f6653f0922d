package dev.qemupod.supervisor.argv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.config.PortForward.Protocol;
import dev.qemupod.supervisor.machine.NicBackend;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** passt's command line. */
class PasstArgvTest {
  private static final List<String> ALWAYS =
      List.of(
          "passt",
          "--foreground",
          "--quiet",
          "--one-off",
          "--socket",
          "/run/q/passt.sock",
          "--pid",
          "/run/q/passt.pid",
          "--no-map-gw");

  private static NicBackend.Passt passt(String runAs, boolean namesHost) {
    return new NicBackend.Passt(
        Path.of("/run/q/passt.sock"), Path.of("/run/q/passt.pid"), "", runAs, namesHost);
  }

  @Test
  void withoutPortsNothingListens() {
    assertEquals(ALWAYS, PasstArgv.build(passt("", false), "vm-0", List.of()));
  }

  @Test
  void rootStaysRootAndAGuestIsNamedWhereThatWorks() {
    List<String> expected = new ArrayList<>(ALWAYS);
    expected.addAll(List.of("--runas", "0:0", "--hostname", "vm-0"));
    assertEquals(expected, PasstArgv.build(passt("0:0", true), "vm-0", List.of()));
  }

  @Property
  void eachForwardIsOneOption(@ForAll("forwards") List<PortForward> forwards) {
    List<String> expected = new ArrayList<>(ALWAYS);
    for (PortForward forward : forwards) {
      expected.add(forward.protocol() == Protocol.TCP ? "--tcp-ports" : "--udp-ports");
      expected.add(
          forward.hostAddress().map(address -> address + "/").orElse("")
              + forward.hostPort()
              + ":"
              + forward.guestPort());
    }
    assertEquals(expected, PasstArgv.build(passt("", false), "vm-0", forwards));
  }

  @Provide
  Arbitrary<List<PortForward>> forwards() {
    Arbitrary<Integer> port = Arbitraries.integers().between(1, 65535);
    Arbitrary<Optional<String>> address =
        Arbitraries.of("127.0.0.1", "0.0.0.0", "::1", "fd00::2").optional(0.7);
    return Combinators.combine(Arbitraries.of(Protocol.class), address, port, port)
        .as(PortForward::new)
        .list()
        .ofMaxSize(6);
  }
}
