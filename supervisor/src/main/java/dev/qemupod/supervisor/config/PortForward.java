package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * One forward from the pod to the guest.
 *
 * @param protocol tcp or udp
 * @param hostAddress the pod's address to listen on; absent: every one. Of IPv6 only with passt
 * @param hostPort 1 to 65535
 * @param guestPort 1 to 65535
 */
public record PortForward(
    Protocol protocol, Optional<String> hostAddress, int hostPort, int guestPort) {
  /** Whether it listens on an IPv6 address, as qemu's user network can not. */
  public boolean fromIpv6() {
    return hostAddress.isPresent() && hostAddress.get().indexOf(':') >= 0;
  }

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
