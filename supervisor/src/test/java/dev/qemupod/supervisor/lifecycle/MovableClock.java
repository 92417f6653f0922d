package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that runs, can be moved on, and tells whoever waits that it was looked at. */
final class MovableClock implements InstantSource {
  private final InstantSource running = new SteadyClock();
  private Duration moved = Duration.ZERO;
  private long looks;

  @Override
  public synchronized Instant instant() {
    looks++;
    notifyAll();
    return running.instant().plus(moved);
  }

  /** Moves it on; the time it has then. */
  synchronized Instant advance(Duration by) {
    moved = moved.plus(by);
    return running.instant().plus(moved);
  }

  /** Waits until somebody has looked at it, or the time is over. */
  synchronized void awaitLook(Duration patience) throws InterruptedException {
    long before = looks;
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toMillis();
        looks == before && left > 0;
        left = (deadline - System.nanoTime()) / 1_000_000) {
      wait(left);
    }
  }
}
