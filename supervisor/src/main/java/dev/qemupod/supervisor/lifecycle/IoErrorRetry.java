package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.time.Instant;

/**
 * When to resume a VM that qemu has stopped because a disk was full. Nobody tells when there is
 * space again, so it is tried: soon at first, then twice as late each time, up to half a minute. A
 * try that comes too early does no harm: qemu keeps the failed request, fails it again and stops.
 */
final class IoErrorRetry {
  static final Duration FIRST = Duration.ofSeconds(2);
  static final Duration LONGEST = Duration.ofSeconds(30);

  /** A VM that was resumed this long ago has got over its error. */
  static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);

  private Duration delay = FIRST;
  private Instant due = Instant.MAX;
  private Instant resumed = Instant.MIN;

  /** The VM was stopped by an error. */
  void stopped(Instant now) {
    if (resumed.plus(FORGIVEN_AFTER).isBefore(now)) {
      delay = FIRST;
    }
    due = now.plus(delay);
  }

  /** Whether to resume now; the next time is later. */
  boolean due(Instant now) {
    if (due.isAfter(now)) {
      return false;
    }
    Duration doubled = delay.multipliedBy(2);
    delay = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    resumed = now;
    due = now.plus(delay);
    return true;
  }
}
