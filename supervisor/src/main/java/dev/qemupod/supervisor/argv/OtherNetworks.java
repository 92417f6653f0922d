package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.machine.NicBackend;

/** Writes the value of {@code -netdev} for what is not the user network, and what goes with it. */
final class OtherNetworks {
  /** Which every guest takes for granted. */
  private static final int USUAL_MTU = 1500;

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
    }
  }

  static String option(NicBackend backend) {
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
              + (tap.vhost() ? ",vhost=on" : "");
    };
  }
}
