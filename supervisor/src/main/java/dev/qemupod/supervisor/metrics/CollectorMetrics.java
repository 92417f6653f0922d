package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import java.util.List;

/** How the measurement itself went. */
final class CollectorMetrics implements MetricGroup {
  static final MetricDefinition DURATION =
      gauge(
          "qemu_collector_duration_seconds",
          "sampler",
          "How long a part of the last measurement took.",
          "collector");
  static final MetricDefinition SUCCESS =
      gauge(
          "qemu_collector_success",
          "sampler",
          "1 if a part of the last measurement succeeded; 0 if its values are left out.",
          "collector");
  static final MetricDefinition AGE =
      gauge(
          "qemu_collector_sample_age_seconds",
          "sampler",
          "Age of the measurement when the page was made: an older one is shown when qemu does not"
              + " answer within a second.");

  @Override
  public String title() {
    return "Measurement";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(DURATION, SUCCESS, AGE);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    for (VmSample.CollectorOutcome outcome : sample.collectors()) {
      exposition.add(DURATION, VmMetrics.seconds(outcome.duration()), outcome.collector());
      exposition.add(SUCCESS, outcome.success() ? 1 : 0, outcome.collector());
    }
    exposition.add(AGE, VmMetrics.secondsBetween(sample.taken(), sample.written()));
  }
}
