package dev.qemupod.supervisor.fetch;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends work that waits for a network or a helper program, from another thread, at once.
 *
 * <p>One piece of work at a time tells how it is cut off.
 */
public final class StopSwitch {
  private final CountDownLatch asked = new CountDownLatch(1);
  private Runnable cut = StopSwitch::nothing;

  private static void nothing() {}

  /** Asks for the end; returns at once, even if to cut off the work takes a while. */
  public void ask() {
    asked.countDown();
    Runnable now;
    synchronized (this) {
      now = cut;
    }
    Thread.ofPlatform().daemon().name("fetch-cut").start(now);
  }

  /** Whether the end was asked for. */
  public boolean asked() {
    return asked.getCount() == 0;
  }

  /** Throws if the end was asked for. */
  public void check() throws StoppedException {
    if (asked()) {
      throw new StoppedException();
    }
  }

  /** How what follows is cut off, until {@link #over}. */
  public void cutBy(Runnable newCut) throws StoppedException {
    synchronized (this) {
      cut = newCut;
    }
    if (asked()) {
      newCut.run();
      throw new StoppedException();
    }
  }

  /** Nothing is to be cut off any more. */
  public synchronized void over() {
    cut = StopSwitch::nothing;
  }

  /** Waits that long, but not beyond a stop. */
  public void pause(Duration duration) throws StoppedException {
    try {
      if (asked.await(duration.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoppedException();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /** The work was cut off because that was asked for. */
  public static final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("stopped");
    }
  }
}
