package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.machine.NicBackend;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes passt's command line.
 *
 * <p>Every option is known to passt since 2023 (Debian 12). It stays in the foreground, and ends
 * with the qemu that it served. The guest gets the pod's own addresses, name servers and search
 * domains by DHCP, DHCPv6 and router advertisements, and an MTU of 65520: connections end at passt,
 * which makes new ones, so that the pod's own MTU does not matter.
 */
public final class PasstArgv {
  /** The program, looked up in PATH. */
  public static final String PROGRAM = "passt";

  private PasstArgv() {}

  /**
   * The command line.
   *
   * @param hostname told to the guest, if this passt can
   * @param forwards each becomes one option
   */
  public static List<String> build(
      NicBackend.Passt passt, String hostname, List<PortForward> forwards) {
    List<String> words = new ArrayList<>(List.of(PROGRAM, "--foreground", "--quiet", "--one-off"));
    words.addAll(List.of("--socket", passt.socket().toString()));
    words.addAll(List.of("--pid", passt.pidFile().toString()));
    // Else the guest would reach what listens on the pod's loopback, by the gateway's address.
    words.add("--no-map-gw");
    if (!passt.runAs().isEmpty()) {
      words.addAll(List.of("--runas", passt.runAs()));
    }
    if (passt.namesHost()) {
      words.addAll(List.of("--hostname", hostname));
    }
    for (PortForward forward : forwards) {
      words.add(
          switch (forward.protocol()) {
            case TCP -> "--tcp-ports";
            case UDP -> "--udp-ports";
          });
      words.add(ports(forward));
    }
    return List.copyOf(words);
  }

  private static String ports(PortForward forward) {
    String ports = forward.hostPort() + ":" + forward.guestPort();
    return forward.hostAddress().isPresent() ? forward.hostAddress().get() + "/" + ports : ports;
  }
}
