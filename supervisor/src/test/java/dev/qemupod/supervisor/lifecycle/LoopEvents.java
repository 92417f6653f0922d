package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A loop that only keeps what it is told. */
final class LoopEvents implements Consumer<LoopEvent> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LinkedBlockingQueue<LoopEvent> events = new LinkedBlockingQueue<>();

  @Override
  public void accept(LoopEvent event) {
    assertTrue(events.add(event));
  }

  /** The next event, which must be of this kind. */
  <T extends LoopEvent> T next(Class<T> kind) throws InterruptedException {
    LoopEvent event = events.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    return kind.isInstance(event) ? kind.cast(event) : fail("no " + kind + " but " + event);
  }

  /** There is no further event by now. */
  void assertNone() {
    assertEquals(0, events.size(), events::toString);
  }
}
