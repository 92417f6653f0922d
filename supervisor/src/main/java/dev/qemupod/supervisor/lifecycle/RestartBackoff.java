package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;

/**
 * How long to wait before qemu is started again: doubling from one second to a minute, and from the
 * start again once a run has lasted ten minutes (as the kubelet does for containers).
 */
public final class RestartBackoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);
  static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

  private Duration next = FIRST;

  /**
   * The delay before the next start.
   *
   * @param lasted how long the run that just ended had lasted
   */
  public Duration delayAfter(Duration lasted) {
    if (lasted.compareTo(FORGIVEN_AFTER) >= 0) {
      next = FIRST;
    }
    Duration delay = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return delay;
  }
}
