package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.time.Instant;

/** When to ask again a guest that has not followed: soon at first, then less and less often. */
final class ResizePace {
  static final Duration FIRST = Duration.ofSeconds(4);
  static final Duration LONGEST = Duration.ofSeconds(60);

  private Duration delay = FIRST;
  private Instant due = Instant.MIN;

  /** Something else is wanted, or the guest has done something: it is asked soon again. */
  void restart(Instant when) {
    delay = FIRST;
    due = when;
  }

  /** The guest moves: it is left in peace for a while. */
  void moved(Instant now) {
    restart(now.plus(FIRST));
  }

  /** Whether to ask now; the next time is later. */
  boolean due(Instant now) {
    if (due.isAfter(now)) {
      return false;
    }
    due = now.plus(delay);
    Duration doubled = delay.multipliedBy(2);
    delay = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return true;
  }
}
