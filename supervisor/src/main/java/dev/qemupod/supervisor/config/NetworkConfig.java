package dev.qemupod.supervisor.config;

import java.util.List;
import java.util.Optional;

/**
 * The guest's network.
 *
 * @param enabled false with {@code QEMU_NO_NET}: no NIC at all
 * @param forwards {@code QEMU_PORTS} and the automatic forward of port 22, without duplicates
 * @param userExtra {@code QEMU_NET_USER_EXTRA}, raw text for {@code -netdev user}
 * @param backend what carries the packets; empty: qemu's own user network
 */
public record NetworkConfig(
    boolean enabled,
    List<PortForward> forwards,
    Optional<String> userExtra,
    Optional<NetworkBackend> backend) {
  public NetworkConfig {
    forwards = List.copyOf(forwards);
  }
}
