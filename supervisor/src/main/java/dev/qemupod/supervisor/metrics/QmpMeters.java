package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.QmpObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts what QMP connections do.
 *
 * <p>Latencies go into fixed buckets, because percentiles of several pods can not be added up. The
 * buckets span an idle qemu (0.3 ms), one throttled by its CPU limit (100 ms) and one that hangs.
 */
final class QmpMeters implements QmpObserver {
  private static final Duration[] BUCKETS = {
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry registry;
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();
  private final Map<String, Counter> events = new ConcurrentHashMap<>();

  QmpMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void command(String command, long nanoseconds, Outcome outcome) {
    switch (outcome) {
      case SUCCESS -> time(command, nanoseconds);
      case ERROR -> {
        time(command, nanoseconds);
        countError(command, outcome);
      }
      // There was no answer whose latency could be told.
      case TIMEOUT, DISCONNECT -> countError(command, outcome);
    }
  }

  @Override
  public void event(String name) {
    events.computeIfAbsent(name, this::newEventCounter).increment();
  }

  /**
   * Counts the commands of a second connection: its events are those that the first one gets too,
   * and must not count twice.
   */
  QmpObserver commandsOnly() {
    return new QmpObserver() {
      @Override
      public void command(String command, long nanoseconds, Outcome outcome) {
        QmpMeters.this.command(command, nanoseconds, outcome);
      }

      @Override
      public void event(String name) {}
    };
  }

  private void time(String command, long nanoseconds) {
    timers
        .computeIfAbsent(command, this::newTimer)
        .record(Duration.ofNanos(Math.max(0, nanoseconds)));
  }

  private void countError(String command, Outcome outcome) {
    MetricDefinition metric = QmpMetrics.ERRORS;
    Counter.builder(metric.meterName())
        .description(metric.help())
        .tag(metric.labels().get(0), command)
        .tag(metric.labels().get(1), outcome.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  private Timer newTimer(String command) {
    MetricDefinition metric = QmpMetrics.COMMAND;
    return Timer.builder(metric.meterName())
        .description(metric.help())
        .tag(metric.labels().get(0), command)
        .serviceLevelObjectives(BUCKETS)
        .register(registry);
  }

  private Counter newEventCounter(String event) {
    MetricDefinition metric = QmpMetrics.EVENTS;
    return Counter.builder(metric.meterName())
        .description(metric.help())
        .tag(metric.labels().get(0), event)
        .register(registry);
  }
}
