package dev.qemupod.supervisor.qmp;

/** Who is told of qemu's events, one after the other. */
@FunctionalInterface
public interface QmpEvents {
  /** Takes the event; may block. */
  void accept(QmpEvent event);

  /**
   * Takes the event if it can at once; never blocks, as the connection's reader waits for it.
   *
   * @return false if it did not take it, so that it will be told by {@link #accept}
   */
  default boolean offer(QmpEvent event) {
    return false;
  }
}
