package dev.qemupod.supervisor;

import dev.qemupod.supervisor.config.NetworkConfig;
import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.host.PodAddresses;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Whether the forwarded ports can be reached by the addresses that the pod has. */
final class ForwardCheck {
  private ForwardCheck() {}

  /** What can not be done, in a sentence. */
  static Optional<String> warning(NetworkConfig network, PodAddresses addresses) {
    if (addresses.ipv4() || !addresses.ipv6()) {
      return Optional.empty();
    }
    SortedSet<Integer> ports = new TreeSet<>();
    for (PortForward forward : network.forwards()) {
      if (!forward.hostAddress().orElse("").startsWith("127.")) {
        ports.add(forward.hostPort());
      }
    }
    if (ports.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "This pod has IPv6 addresses only, and qemu's user network forwards from IPv4 only: "
            + ports
            + " can be reached from inside the pod, but from nowhere else. Run the pod where it"
            + " gets an IPv4 address too, or put a proxy into it that passes connections on to"
            + " 127.0.0.1.");
  }
}
