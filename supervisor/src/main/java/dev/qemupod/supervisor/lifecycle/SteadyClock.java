package dev.qemupod.supervisor.lifecycle;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time, counted on from the start by the monotonic clock, so that a clock that is set, by NTP
 * or by a resumed node, neither fires the shutdown ladder nor fails a probe.
 */
public final class SteadyClock implements InstantSource {
  private final Instant start = Instant.now();
  private final long startNanoseconds = System.nanoTime();

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanoseconds);
  }
}
