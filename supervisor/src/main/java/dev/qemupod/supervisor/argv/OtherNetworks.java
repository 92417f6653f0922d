package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.machine.NicBackend;

/** Writes the value of {@code -netdev} for what is not the user network. */
final class OtherNetworks {
  private OtherNetworks() {}

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
