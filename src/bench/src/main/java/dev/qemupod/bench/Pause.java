package dev.qemupod.bench;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits for time to pass, and for nothing else. */
final class Pause {
  private Pause() {}

  /** Waits so long. */
  static void of(Duration time) {
    until(System.nanoTime() + time.toNanos());
  }

  /** Waits until this moment of {@link System#nanoTime}. */
  static void until(long nanoTime) {
    while (System.nanoTime() < nanoTime) {
      LockSupport.parkNanos(nanoTime - System.nanoTime());
    }
  }
}
