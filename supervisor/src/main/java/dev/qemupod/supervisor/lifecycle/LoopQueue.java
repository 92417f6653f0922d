package dev.qemupod.supervisor.lifecycle;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the event loop has yet to react to, in order.
 *
 * <p>Only qemu's events can be many, because a guest causes them: whoever brings one waits while a
 * thousand of them wait here. That holds up no reader of QMP's socket, whose own queue is bounded.
 */
final class LoopQueue {
  private static final int MOST_EMITTED = 1000;

  private final BlockingQueue<LoopEvent> events = new LinkedBlockingQueue<>();
  private final Semaphore room = new Semaphore(MOST_EMITTED);

  /** Adds it; waits only if it is one of too many events of qemu. */
  void add(LoopEvent event) {
    if (event instanceof LoopEvent.QmpEmitted) {
      room.acquireUninterruptibly();
    }
    events.add(event);
  }

  /** Adds it, unless that would have to wait. */
  boolean offer(LoopEvent event) {
    if (event instanceof LoopEvent.QmpEmitted && !room.tryAcquire()) {
      return false;
    }
    return events.add(event);
  }

  /** The next one; null if none came in time. */
  @Nullable LoopEvent poll(Duration patience) throws InterruptedException {
    LoopEvent event = events.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (event instanceof LoopEvent.QmpEmitted) {
      room.release();
    }
    return event;
  }
}
