package dev.qemupod.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/** Asks again and again, because a container tells nobody when the answer of a command changes. */
final class Patience {
  /** Long enough for a guest under emulation on a busy machine. */
  static final Duration GUEST = Duration.ofMinutes(2);

  /** The same for a whole distribution. */
  static final Duration DISTRIBUTION = Duration.ofMinutes(10);

  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);

  private Patience() {}

  /** Something that is, or is not yet. */
  interface Condition {
    /** Whether it is so now. */
    boolean holds() throws Exception;
  }

  /** Waits until the condition holds; false if the time is over. */
  static boolean until(Duration patience, Condition condition) throws Exception {
    Instant deadline = Instant.now().plus(patience);
    while (!condition.holds()) {
      if (Instant.now().isAfter(deadline)) {
        return false;
      }
      LockSupport.parkNanos(BETWEEN_QUESTIONS.toNanos());
    }
    return true;
  }
}
