package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;

/**
 * How long to wait before qemu is started again: doubling from one second to a minute, and from the
 * start again once a run has lasted ten minutes (as the kubelet does for containers). A qemu that
 * crashes again and again is given up, so that the pod's own restart, perhaps on another node, and
 * whoever is alerted by it get their turn.
 */
public final class RestartBackoff {
  static final Duration FIRST = Duration.ofSeconds(1);
  static final Duration LONGEST = Duration.ofMinutes(1);
  static final Duration FORGIVEN_AFTER = Duration.ofMinutes(10);

  /** That many crashes in a row, each before {@link #FORGIVEN_AFTER}, end the restarts. */
  static final int MOST_CRASHES = 5;

  private Duration next = FIRST;
  private int crashes;

  /**
   * Counts a crash; true if it is one too many.
   *
   * @param lasted how long the run that crashed had lasted
   */
  public boolean exhaustedBy(Duration lasted) {
    crashes = lasted.compareTo(FORGIVEN_AFTER) >= 0 ? 1 : crashes + 1;
    return crashes >= MOST_CRASHES;
  }

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
