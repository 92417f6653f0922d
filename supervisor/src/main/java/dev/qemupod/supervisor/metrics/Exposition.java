package dev.qemupod.supervisor.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Collects the values of one scrape and turns them into Prometheus snapshots.
 *
 * <p>A value that is not known is never written, neither as 0, which would lie, nor as NaN, which
 * would poison every sum it is part of.
 */
final class Exposition {
  /**
   * A series.
   *
   * @param labels equal labels are the same series
   */
  private record Series(List<String> labels) {}

  /**
   * A histogram.
   *
   * @param bounds in nanoseconds
   * @param counts of each bucket for itself, one more than there are bounds
   */
  private record Distribution(List<Long> bounds, List<Long> counts, OptionalDouble sum) {}

  private final Map<MetricDefinition, Map<Series, Double>> metrics = new LinkedHashMap<>();
  private final Map<MetricDefinition, Map<Series, Distribution>> histograms = new LinkedHashMap<>();

  /** Writes the value, unless it is no number; a series that is written twice keeps the last. */
  void add(MetricDefinition metric, double value, String... labelValues) {
    checkLabels(metric, labelValues);
    boolean writable =
        Double.isFinite(value) && (metric.type() != MetricType.COUNTER || value >= 0);
    if (writable) {
      metrics
          .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
          .put(new Series(List.of(labelValues)), value);
    }
  }

  /** Writes the value; above 2^53 a double, which is all Prometheus has, rounds it. */
  void add(MetricDefinition metric, long value, String... labelValues) {
    add(metric, (double) value, labelValues);
  }

  /** Writes the value if it is known. */
  void add(MetricDefinition metric, OptionalLong value, String... labelValues) {
    if (value.isPresent()) {
      add(metric, value.getAsLong(), labelValues);
    }
  }

  /** Writes the value if it is known. */
  void add(MetricDefinition metric, OptionalDouble value, String... labelValues) {
    if (value.isPresent()) {
      add(metric, value.getAsDouble(), labelValues);
    }
  }

  /** Writes an info metric. */
  void addInfo(MetricDefinition metric, String... labelValues) {
    add(metric, 1, labelValues);
  }

  /**
   * Writes a histogram of durations.
   *
   * @param bounds the most that belongs into each bucket, nanoseconds
   * @param counts of each bucket for itself, and last what is above all bounds
   * @param seconds all durations together; left out if that is not known
   */
  void addHistogram(
      MetricDefinition metric,
      List<Long> bounds,
      List<Long> counts,
      OptionalDouble seconds,
      String... labelValues) {
    checkLabels(metric, labelValues);
    histograms
        .computeIfAbsent(metric, _ -> new LinkedHashMap<>())
        .put(new Series(List.of(labelValues)), new Distribution(bounds, counts, seconds));
  }

  private static void checkLabels(MetricDefinition metric, String... labelValues) {
    if (labelValues.length != metric.labels().size()) {
      throw new IllegalArgumentException(metric.name() + " has labels " + metric.labels());
    }
  }

  MetricSnapshots toSnapshots() {
    List<MetricSnapshot> snapshots = new ArrayList<>(metrics.size() + histograms.size());
    metrics.forEach((metric, series) -> snapshots.add(snapshot(metric, series)));
    histograms.forEach((metric, series) -> snapshots.add(histogram(metric, series)));
    return new MetricSnapshots(snapshots);
  }

  private static MetricSnapshot snapshot(MetricDefinition metric, Map<Series, Double> series) {
    return switch (metric.type()) {
      case COUNTER -> counter(metric, series);
      case GAUGE -> gauge(metric, series);
      case INFO -> info(metric, series);
      case HISTOGRAM -> throw new IllegalArgumentException(metric.name() + " has no one value");
    };
  }

  private static MetricSnapshot counter(MetricDefinition metric, Map<Series, Double> series) {
    CounterSnapshot.Builder builder =
        CounterSnapshot.builder().name(metric.baseName()).help(metric.help());
    series.forEach(
        (one, value) ->
            builder.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(labels(metric, one))
                    .value(value)
                    .build()));
    return builder.build();
  }

  private static MetricSnapshot gauge(MetricDefinition metric, Map<Series, Double> series) {
    GaugeSnapshot.Builder builder =
        GaugeSnapshot.builder().name(metric.baseName()).help(metric.help());
    series.forEach(
        (one, value) ->
            builder.dataPoint(
                GaugeDataPointSnapshot.builder().labels(labels(metric, one)).value(value).build()));
    return builder.build();
  }

  private static MetricSnapshot info(MetricDefinition metric, Map<Series, Double> series) {
    InfoSnapshot.Builder builder =
        InfoSnapshot.builder().name(metric.baseName()).help(metric.help());
    series.forEach(
        (one, value) ->
            builder.dataPoint(InfoDataPointSnapshot.builder().labels(labels(metric, one)).build()));
    return builder.build();
  }

  private static MetricSnapshot histogram(
      MetricDefinition metric, Map<Series, Distribution> series) {
    HistogramSnapshot.Builder builder =
        HistogramSnapshot.builder().name(metric.baseName()).help(metric.help());
    series.forEach(
        (one, distribution) ->
            builder.dataPoint(
                HistogramDataPointSnapshot.builder()
                    .labels(labels(metric, one))
                    .classicHistogramBuckets(buckets(distribution))
                    .sum(distribution.sum().orElse(Double.NaN))
                    .build()));
    return builder.build();
  }

  private static ClassicHistogramBuckets buckets(Distribution distribution) {
    int bounds = distribution.bounds().size();
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int index = 0; index < bounds; index++) {
      buckets.bucket(distribution.bounds().get(index) / 1e9, distribution.counts().get(index));
    }
    return buckets.bucket(Double.POSITIVE_INFINITY, distribution.counts().get(bounds)).build();
  }

  private static Labels labels(MetricDefinition metric, Series series) {
    return Labels.of(metric.labels(), series.labels());
  }
}
