package dev.qemupod.supervisor.machine;

import java.nio.file.Path;

/** What carries the guest's packets in place of qemu's own user network, made ready. */
public sealed interface NicBackend {
  /**
   * passt, to which qemu connects.
   *
   * @param socket where passt listens
   * @param pidFile what passt writes once it listens and has locked itself up
   * @param reconnect qemu's option for connecting again to a passt that was restarted; empty: this
   *     qemu has none
   * @param runAs user and group that passt shall keep, {@code 0:0}; empty: it keeps its own anyway
   * @param namesHost whether this passt can tell the guest its name
   */
  record Passt(Path socket, Path pidFile, String reconnect, String runAs, boolean namesHost)
      implements NicBackend {}

  /**
   * A tap device that is there when qemu starts. The guest is one of several in its network, so
   * that it is told that network's largest packet, and has an address of its own.
   *
   * @param device its name
   * @param vhost whether the kernel moves the packets (/dev/vhost-net) rather than qemu
   * @param multiQueue whether the device has several queues, and so a queue for each vCPU
   * @param mtu the device's, in bytes; 0: unknown
   * @param mac the guest's hardware address; empty: qemu's, or that of the user's own arguments
   */
  record Tap(String device, boolean vhost, boolean multiQueue, int mtu, String mac)
      implements NicBackend {}
}
