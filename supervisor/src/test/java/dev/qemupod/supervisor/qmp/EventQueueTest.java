package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventQueueTest {
  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<String> closed = new CompletableFuture<>();

  private static QmpEvent event(String name) {
    return new QmpEvent(name, JsonNodeFactory.instance.objectNode(), Instant.EPOCH);
  }

  @Test
  void whoTakesAnEventAtOnceIsToldByTheReader() throws Exception {
    List<Thread> by = new ArrayList<>();
    EventQueue queue =
        new EventQueue(
            new QmpEvents() {
              @Override
              public void accept(QmpEvent event) {
                told.add("late " + event.name());
              }

              @Override
              public boolean offer(QmpEvent event) {
                by.add(Thread.currentThread());
                return told.add(event.name());
              }
            },
            closed::complete);
    queue.start();
    queue.add(event("STOP"));
    queue.add(event("RESUME"));
    queue.end("over");
    assertEquals("over", closed.get());
    assertEquals(List.of("STOP", "RESUME"), told);
    by.forEach(thread -> assertSame(Thread.currentThread(), thread));
  }

  /** Room for one at a time: which way an event goes depends on the threads, its place does not. */
  @Test
  void eventsKeepTheirOrderWhicheverWayTheyGo() throws Exception {
    LimitedConsumer consumer = new LimitedConsumer();
    EventQueue queue = new EventQueue(consumer, closed::complete);
    List<String> names = IntStream.range(0, 5000).mapToObj(number -> "E" + number).toList();
    queue.add(event("BEFORE"));
    queue.start();
    names.forEach(name -> queue.add(event(name)));
    queue.end("over");
    assertEquals("over", closed.get());
    assertEquals("BEFORE", told.getFirst());
    assertEquals(names, told.subList(1, told.size()));
    assertEquals(0, queue.dropped());
  }

  @Test
  void theEndIsToldAfterTheLastEventAndOnce() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    EventQueue queue =
        new EventQueue(
            event -> {
              awaitQuietly(release);
              told.add(event.name());
            },
            reason -> {
              told.add(reason);
              closed.complete(reason);
            });
    queue.start();
    queue.add(event("STOP"));
    queue.add(event("SHUTDOWN"));
    queue.end("over");
    release.countDown();
    closed.get();
    assertEquals(List.of("STOP", "SHUTDOWN", "over"), told);
  }

  @Test
  void whatEndedBeforeAnybodyListenedIsToldToThem() throws Exception {
    EventQueue queue = new EventQueue(event -> told.add(event.name()), closed::complete);
    queue.add(event("STOP"));
    queue.end("over");
    queue.start();
    assertEquals("over", closed.get());
    assertEquals(List.of("STOP"), told);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  /** Takes each third at once. */
  private final class LimitedConsumer implements QmpEvents {
    private int offered;

    @Override
    public void accept(QmpEvent event) {
      told.add(event.name());
    }

    @Override
    public boolean offer(QmpEvent event) {
      return offered++ % 3 == 0 && told.add(event.name());
    }
  }
}
