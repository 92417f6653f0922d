package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.time.Instant;

/** Lets a few through at once and then one an interval: for news that a guest can make at will. */
final class BurstLimit {
  private final Duration interval;
  private final Duration burst;
  private Instant full = Instant.MIN;
  private long heldBack;

  BurstLimit(int atOnce, Duration interval) {
    this.interval = interval;
    // Not multipliedBy: it loads BigDecimal, 13 ms before qemu is started.
    this.burst = Duration.ofNanos(interval.toNanos() * (atOnce - 1L));
  }

  /** Whether this one goes through. */
  boolean allows(Instant now) {
    Instant start = full.isBefore(now) ? now : full;
    if (start.isAfter(now.plus(burst))) {
      heldBack++;
      return false;
    }
    full = start.plus(interval);
    return true;
  }

  /** How many did not go through since this was last asked. */
  long heldBack() {
    long count = heldBack;
    heldBack = 0;
    return count;
  }
}
