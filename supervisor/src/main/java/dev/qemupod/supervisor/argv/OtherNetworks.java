package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.machine.NicBackend;

/** Writes the value of {@code -netdev} for what is not the user network, and what goes with it. */
final class OtherNetworks {
  /** Which every guest takes for granted. */
  private static final int USUAL_MTU = 1500;

  /** One alone would have qemu open the device as one without several, which the kernel refuses. */
  private static final int FEWEST_QUEUES = 2;

  /** MAX_TAP_QUEUES of drivers/net/tun.c. */
  private static final int MOST_QUEUES = 256;

  private OtherNetworks() {}

  /** What the guest's card tells it of such a network. */
  static void tell(JsonOption option, NicBackend backend) {
    if (backend instanceof NicBackend.Tap tap) {
      if (!tap.mac().isEmpty()) {
        option.put("mac", tap.mac());
      }
      if (tap.mtu() > 0 && tap.mtu() != USUAL_MTU) {
        option.put("host_mtu", tap.mtu());
      }
      if (tap.multiQueue()) {
        option.put("mq", true);
      }
    }
  }

  /**
   * The backend's option.
   *
   * @param vcpus the most that the guest can have
   */
  static String option(NicBackend backend, int vcpus) {
    return switch (backend) {
      case NicBackend.Passt passt ->
          "stream,id="
              + NetworkOptions.ID
              + ",server=off,addr.type=unix,addr.path="
              + Words.value(passt.socket().toString())
              + (passt.reconnect().isEmpty() ? "" : "," + passt.reconnect());
      // No script: the device was made ready by whoever made it, and qemu may start no program.
      case NicBackend.Tap tap ->
          "tap,id="
              + NetworkOptions.ID
              + ",ifname="
              + Words.value(tap.device())
              + ",script=no,downscript=no"
              + (tap.vhost() ? ",vhost=on" : "")
              + (tap.multiQueue() ? ",queues=" + queues(vcpus) : "");
    };
  }

  /** A Linux uses one for each CPU that it has (virtio_net's init_vqs). */
  private static int queues(int vcpus) {
    return Math.clamp(vcpus, FEWEST_QUEUES, MOST_QUEUES);
  }
}
