package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SampleCacheTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final AtomicInteger taken = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<SampleCache> caches = new ArrayList<>();

  @AfterEach
  void close() {
    release.countDown();
    caches.forEach(SampleCache::close);
  }

  private SampleCache cache(Supplier<VmSample> sampler, Duration freshFor, Duration patience) {
    SampleCache cache = new SampleCache(sampler, freshFor, patience);
    caches.add(cache);
    return cache;
  }

  private static Optional<VmSample> scrape(SampleCache cache) {
    cache.refresh();
    return cache.latest();
  }

  private VmSample take() {
    taken.incrementAndGet();
    return Samples.full();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void scrapesThatComeCloseTogetherShareASample() {
    SampleCache cache = cache(this::take, LONG, LONG);

    Optional<VmSample> first = scrape(cache);
    Optional<VmSample> second = scrape(cache);

    assertSame(first.orElseThrow(), second.orElseThrow());
    assertEquals(1, taken.get());
  }

  @Test
  void anOldSampleIsReplaced() {
    SampleCache cache = cache(this::take, Duration.ZERO, LONG);

    scrape(cache);
    scrape(cache);

    assertEquals(2, taken.get());
  }

  @Test
  void scrapesAtTheSameTimeWaitForTheSameSample() throws Exception {
    SampleCache cache =
        cache(
            () -> {
              awaitRelease();
              return take();
            },
            LONG,
            LONG);
    List<CompletableFuture<Optional<VmSample>>> scrapes = new ArrayList<>();
    for (int scrape = 0; scrape < 8; scrape++) {
      CompletableFuture<Optional<VmSample>> result = new CompletableFuture<>();
      scrapes.add(result);
      Thread.startVirtualThread(() -> result.complete(scrape(cache)));
    }
    release.countDown();

    for (CompletableFuture<Optional<VmSample>> scrape : scrapes) {
      assertTrue(scrape.get().isPresent());
    }
    assertEquals(1, taken.get());
  }

  @Test
  void aFirstSampleThatIsLateIsNotWaitedFor() {
    SampleCache cache =
        cache(
            () -> {
              awaitRelease();
              return take();
            },
            LONG,
            SHORT);

    assertEquals(Optional.empty(), scrape(cache));
  }

  @Test
  void theOldSampleIsServedWhileTheNewOneIsLate() {
    CountDownLatch first = new CountDownLatch(1);
    SampleCache cache =
        cache(
            () -> {
              if (first.getCount() == 0) {
                awaitRelease();
              }
              first.countDown();
              return take();
            },
            Duration.ZERO,
            Duration.ofMillis(300));

    VmSample old = scrape(cache).orElseThrow();

    assertSame(old, scrape(cache).orElseThrow());
  }

  @Test
  void aSamplerThatThrowsIsAskedAgain() {
    AtomicInteger calls = new AtomicInteger();
    SampleCache cache =
        cache(
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException("surprise");
              }
              return take();
            },
            LONG,
            LONG);

    assertEquals(Optional.empty(), scrape(cache));
    assertTrue(scrape(cache).isPresent());
  }

  @Test
  void aClosedCacheServesWhatItHasAtOnce() {
    SampleCache cache = cache(this::take, Duration.ZERO, LONG);
    VmSample sample = scrape(cache).orElseThrow();
    cache.close();

    assertSame(sample, scrape(cache).orElseThrow());
    assertEquals(1, taken.get());
  }

  @Test
  void theGarbageOfManySamplesIsCollectedOnceNobodyAsks() throws InterruptedException {
    AtomicInteger takenBefore = new AtomicInteger();
    CountDownLatch collected = new CountDownLatch(1);
    SampleCache cache =
        new SampleCache(
            this::take,
            Duration.ZERO,
            LONG,
            () -> {
              takenBefore.set(taken.get());
              collected.countDown();
            },
            System::nanoTime);
    caches.add(cache);

    for (int sample = 0; sample < SampleCache.COLLECTED_AFTER; sample++) {
      scrape(cache);
    }

    collected.await();
    assertTrue(takenBefore.get() >= SampleCache.COLLECTED_AFTER, takenBefore::toString);
  }

  @Test
  void whatIsWantedLaterIsMadeOfANewSample() throws Exception {
    SampleCache cache = cache(this::take, Duration.ZERO, LONG);
    VmSample old = scrape(cache).orElseThrow();
    CompletableFuture<Optional<VmSample>> later = new CompletableFuture<>();

    cache.at(System.nanoTime() + SHORT.toNanos(), () -> later.complete(scrape(cache)));

    assertNotSame(old, later.get().orElseThrow());
    assertEquals(2, taken.get());
  }

  @Test
  void onlyTheLastOfWhatIsWantedLaterIsMade() throws Exception {
    SampleCache cache = cache(this::take, LONG, LONG);
    List<String> made = new CopyOnWriteArrayList<>();
    CountDownLatch done = new CountDownLatch(1);

    cache.at(System.nanoTime() + LONG.toNanos(), () -> made.add("first"));
    cache.at(System.nanoTime(), () -> made.add("cancelled"));
    cache.cancel();
    cache.at(
        System.nanoTime(),
        () -> {
          made.add("last");
          done.countDown();
        });
    done.await();

    assertEquals("last", made.getLast());
    assertFalse(made.contains("first"), made::toString);
  }

  @Test
  void aScrapeDoesNotWaitForAPageOfAStuckQemuLongerThanItMay() throws Exception {
    CountDownLatch measuring = new CountDownLatch(1);
    SampleCache cache =
        cache(
            () -> {
              measuring.countDown();
              awaitRelease();
              return take();
            },
            LONG,
            SHORT);
    cache.at(System.nanoTime(), cache::refresh);
    measuring.await();

    assertEquals(Optional.empty(), scrape(cache));
  }
}
