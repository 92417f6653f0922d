package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.machine.Device;

/** Writes the value of {@code -netdev}. */
final class NetworkOptions {
  /** The network's id. */
  static final String ID = "net0";

  private NetworkOptions() {}

  /**
   * The backend's option.
   *
   * @param vcpus the most that the guest can have
   */
  static String of(Device.Nic nic, int vcpus) {
    return nic.backend().isPresent() ? OtherNetworks.option(nic.backend().get(), vcpus) : user(nic);
  }

  /** The user network, as text: the user's own raw text has to go into it. */
  private static String user(Device.Nic nic) {
    StringBuilder option = new StringBuilder("user,id=").append(ID);
    option.append(",hostname=").append(Words.value(nic.hostname()));
    if (nic.userExtra().isPresent()) {
      option.append(',').append(nic.userExtra().get());
    }
    for (PortForward forward : nic.forwards()) {
      if (forward.fromIpv6()) {
        continue; // Only if passt was asked for and can not be had; that is told.
      }
      option.append(",hostfwd=").append(forward.protocol().qemuName()).append(':');
      if (forward.hostAddress().isPresent()) {
        option.append(forward.hostAddress().get());
      }
      option.append(':').append(forward.hostPort()).append("-:").append(forward.guestPort());
    }
    return option.toString();
  }
}
