package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * One forward from the pod to the guest.
 *
 * @param protocol tcp or udp
 * @param hostAddress the pod's IPv4 address to listen on; absent: every one
 * @param hostPort 1 to 65535
 * @param guestPort 1 to 65535
 */
public record PortForward(
    Protocol protocol, Optional<String> hostAddress, int hostPort, int guestPort) {
  /** The transport protocol of a forward. */
  public enum Protocol {
    TCP("tcp"),
    UDP("udp");

    private final String qemuName;

    Protocol(String qemuName) {
      this.qemuName = qemuName;
    }

    /** The name in {@code hostfwd=}. */
    public String qemuName() {
      return qemuName;
    }
  }
}
