package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.lifecycle.VmViews;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a clock that the test sets: it goes on only where the test says so. */
@Timeout(30)
class PageAheadTest {
  private static final String TEXT = "text/plain";
  private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger made = new AtomicInteger();
  private final BlockingQueue<String> madeAhead = new LinkedBlockingQueue<>();
  private final AtomicReference<VmView> view = new AtomicReference<>(VmViews.running());
  private final SampleCache samples =
      new SampleCache(Samples::full, Duration.ZERO, Duration.ofSeconds(20), () -> {}, now::get);
  private final PageAhead pages = new PageAhead(this::make, view::get, samples, now::get);

  @AfterEach
  void close() {
    samples.close();
  }

  private Scrape make(String accept) {
    samples.refresh();
    Scrape scrape = new Scrape(accept, "page " + made.incrementAndGet());
    if (Thread.currentThread().getName().equals("sampler")) {
      madeAhead.add(scrape.body());
    }
    return scrape;
  }

  private String scrape(String accept) {
    return pages.scrape(accept).body();
  }

  /** Three scrapes, and the time has come at which the fourth's page is to be there. */
  private String awaitPageOfTheFourth() throws InterruptedException {
    for (int count = 0; count < 3; count++) {
      now.set(count * INTERVAL);
      scrape(TEXT);
    }
    now.set(3 * INTERVAL - Duration.ofMillis(100).toNanos());
    return madeAhead.take();
  }

  @Test
  void aScrapeThatWasForetoldFindsItsPageMade() throws InterruptedException {
    String ahead = awaitPageOfTheFourth();
    now.set(3 * INTERVAL);

    assertEquals(ahead, scrape(TEXT));
    assertEquals(4, made.get());
  }

  @Test
  void aScrapeThatComesTooLateGetsANewPage() throws InterruptedException {
    String ahead = awaitPageOfTheFourth();
    now.set(4 * INTERVAL);

    assertNotEquals(ahead, scrape(TEXT));
  }

  @Test
  void aPageThatTellsAnOldStateIsNotServed() throws InterruptedException {
    String ahead = awaitPageOfTheFourth();
    now.set(3 * INTERVAL);
    view.set(VmViews.blank());

    assertNotEquals(ahead, scrape(TEXT));
  }

  @Test
  void aPageInAnotherFormatIsNotServed() throws InterruptedException {
    String ahead = awaitPageOfTheFourth();
    now.set(3 * INTERVAL);

    assertNotEquals(ahead, scrape("application/openmetrics-text"));
  }

  @Test
  void scrapesWithoutARhythmHaveNoPageMadeAhead() {
    for (long seconds : new long[] {0, 1, 3, 4, 9, 11, 30}) {
      now.set(Duration.ofSeconds(seconds).toNanos());
      scrape(TEXT);
    }

    assertEquals(7, made.get());
    assertEquals(0, madeAhead.size());
  }
}
