package dev.qemupod.supervisor.metrics;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Foretells scrapes: a Prometheus comes at a fixed interval, a pair of them each at its own.
 *
 * <p>Times are of {@link System#nanoTime}. Not for several threads.
 */
final class ScrapeRhythm {
  /** Whoever asks twice in so short a time is no Prometheus, or there are too many of them. */
  private static final long SHORTEST = Duration.ofMillis(500).toNanos();

  /** After that long nobody knows whether it still is there. */
  private static final long LONGEST = Duration.ofMinutes(5).toNanos();

  /** How much two intervals of one Prometheus may differ. */
  private static final long JITTER = Duration.ofMillis(100).toNanos();

  private static final int MOST_CLIENTS = 2;

  /** Two intervals of each client, the latest time last. */
  private final long[] times = new long[2 * MOST_CLIENTS + 1];

  private int known;

  /** Takes note of a scrape. */
  void scraped(long now) {
    System.arraycopy(times, 1, times, 0, times.length - 1);
    times[times.length - 1] = now;
    known = Math.min(known + 1, times.length);
  }

  /** When the next one is due; empty: they come as they like. */
  OptionalLong next() {
    for (int clients = 1; clients <= MOST_CLIENTS && known > 2 * clients; clients++) {
      long latest = back(0) - back(clients);
      long before = back(clients) - back(2 * clients);
      if (latest >= SHORTEST && latest <= LONGEST && Math.abs(latest - before) <= JITTER) {
        return OptionalLong.of(back(clients - 1) + latest);
      }
    }
    return OptionalLong.empty();
  }

  private long back(int scrapes) {
    return times[times.length - 1 - scrapes];
  }
}
