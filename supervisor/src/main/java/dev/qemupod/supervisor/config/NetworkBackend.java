package dev.qemupod.supervisor.config;

/** What carries the guest's packets in place of qemu's own user network. */
public sealed interface NetworkBackend {
  /** passt, a process beside qemu that turns the guest's packets into the pod's sockets. */
  record Passt() implements NetworkBackend {}

  /**
   * A tap device that somebody made in the pod's network.
   *
   * @param device its name
   */
  record Tap(String device) implements NetworkBackend {}

  /**
   * A tap device that the supervisor makes, in a bridge of the pod's network.
   *
   * @param bridge the bridge's name
   */
  record Bridge(String bridge) implements NetworkBackend {}
}
