package dev.qemupod.supervisor.metrics;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A metric as its users know it.
 *
 * @param name the name in the exposition, suffix included
 * @param type what its value means
 * @param source where the value comes from, for the reference
 * @param help one sentence, shown by Prometheus
 * @param labels names of its labels, in the order their values are given
 */
public record MetricDefinition(
    String name, MetricType type, String source, String help, List<String> labels) {
  public MetricDefinition {
    labels = List.copyOf(labels);
  }

  static MetricDefinition counter(String name, String source, String help, String... labels) {
    return new MetricDefinition(name, MetricType.COUNTER, source, help, List.of(labels));
  }

  static MetricDefinition gauge(String name, String source, String help, String... labels) {
    return new MetricDefinition(name, MetricType.GAUGE, source, help, List.of(labels));
  }

  static MetricDefinition info(String name, String source, String help, String... labels) {
    return new MetricDefinition(name, MetricType.INFO, source, help, List.of(labels));
  }

  static MetricDefinition histogram(String name, String source, String help, String... labels) {
    return new MetricDefinition(name, MetricType.HISTOGRAM, source, help, List.of(labels));
  }

  /** Prometheus' unit of a time that is known in nanoseconds. */
  static OptionalDouble seconds(OptionalLong nanoseconds) {
    return nanoseconds.isPresent()
        ? OptionalDouble.of(nanoseconds.getAsLong() / 1e9)
        : OptionalDouble.empty();
  }

  /** The name without the suffix that the exposition's writer adds for the type. */
  String baseName() {
    return switch (type) {
      case COUNTER -> name.substring(0, name.length() - "_total".length());
      case INFO -> name.substring(0, name.length() - "_info".length());
      case GAUGE, HISTOGRAM -> name;
    };
  }

  /** Micrometer's name: with dots, because it misreads an underscored suffix of a gauge. */
  String meterName() {
    String base = baseName();
    String unitless =
        type == MetricType.HISTOGRAM
            ? base.substring(0, base.length() - "_seconds".length())
            : base;
    return unitless.replace('_', '.');
  }
}
