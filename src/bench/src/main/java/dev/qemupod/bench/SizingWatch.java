package dev.qemupod.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Samples a pod's memory, and scrapes its metrics and asks for its readiness meanwhile. */
final class SizingWatch {
  private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(50);
  private static final Duration BETWEEN_SCRAPES = Duration.ofMillis(250);
  private static final int HTTP_OK = 200;

  private final SizingContainer container;
  private final CgroupMemory pod;
  private final ProcessPages supervisor;
  private final ProcessPages qemu;
  private final SizingPeaks peaks = new SizingPeaks();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Thread sampler = new Thread(this::sample, "sampler");
  private final Thread scraper = new Thread(this::scrape, "scraper");
  private volatile long scrapes;
  private volatile long unanswered;
  private volatile double slowestMilliseconds;
  private volatile long missedPings;

  SizingWatch(SizingContainer container, CgroupMemory pod, long qemu) {
    this.container = container;
    this.pod = pod;
    this.supervisor = new ProcessPages(container.pid());
    this.qemu = new ProcessPages(qemu);
  }

  void begin() {
    sampler.setDaemon(true);
    scraper.setDaemon(true);
    sampler.start();
    scraper.start();
  }

  void end() throws InterruptedException {
    over.set(true);
    sampler.join();
    scraper.join();
  }

  private void sample() {
    try {
      while (!over.get()) {
        peaks.add(new SizingPeaks.Sample(pod.usage(), supervisor.kinds(), qemu.kinds()));
        LockSupport.parkNanos(BETWEEN_SAMPLES.toNanos());
      }
    } catch (IOException _) {
      // The pod has ended; who types at its console tells.
    }
  }

  /** One reader asks at a time; nobody but this thread writes these fields. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void scrape() {
    try {
      while (!over.get()) {
        long begin = System.nanoTime();
        Optional<HttpResponse<String>> page = container.get("/metrics");
        slowestMilliseconds = Math.max(slowestMilliseconds, (System.nanoTime() - begin) / 1e6);
        if (page.map(HttpResponse::statusCode).orElse(0) == HTTP_OK) {
          scrapes++;
          var metrics = MetricsText.parse(page.orElseThrow().body());
          missedPings += metrics.series().getOrDefault("qemu_guest_agent_up", 1.0) == 0.0 ? 1 : 0;
        } else {
          unanswered++;
        }
        LockSupport.parkNanos(BETWEEN_SCRAPES.toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  SizingPeaks.Peaks peaks() {
    return peaks.peaks();
  }

  long scrapes() {
    return scrapes;
  }

  long unanswered() {
    return unanswered;
  }

  double slowestMilliseconds() {
    return slowestMilliseconds;
  }

  /** How many scrapes found an agent that had not answered. */
  long missedPings() {
    return missedPings;
  }
}
