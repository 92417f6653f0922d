package dev.qemupod.supervisor.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the parts of one sample, so that one that fails leaves out its own values and no others.
 *
 * <p>Any exception counts: a surprise in a reply must not cost the other values either.
 */
final class CollectorRuns {
  /** A part of a sample. */
  @FunctionalInterface
  interface Part<T> {
    /** Measures it. */
    T collect() throws IOException;
  }

  private final List<VmSample.CollectorOutcome> outcomes = new ArrayList<>();

  /** What the part measured, or the fallback if it failed. */
  <T> T run(String collector, T fallback, Part<T> part) {
    long started = System.nanoTime();
    T value = fallback;
    boolean success = false;
    try {
      value = part.collect();
      success = true;
    } catch (IOException | RuntimeException e) {
      // Told by qemu_collector_success; a log line for each scrape would tell no more.
      value = fallback;
    }
    outcomes.add(
        new VmSample.CollectorOutcome(
            collector, Duration.ofNanos(System.nanoTime() - started), success));
    return value;
  }

  List<VmSample.CollectorOutcome> outcomes() {
    return outcomes;
  }
}
