package dev.qemupod.supervisor.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Turns one sample into all metrics of a scrape.
 *
 * <p>One collector rather than a gauge for each metric: its values belong to one moment, devices
 * may come and go, and what is not known is left out.
 */
final class VmCollector implements MultiCollector {
  private final List<MetricGroup> groups;
  private final Supplier<VmSample> samples;

  VmCollector(List<MetricGroup> groups, Supplier<VmSample> samples) {
    this.groups = groups;
    this.samples = samples;
  }

  @Override
  public MetricSnapshots collect() {
    VmSample sample = samples.get();
    Exposition exposition = new Exposition();
    for (MetricGroup group : groups) {
      group.write(sample, exposition);
    }
    return exposition.toSnapshots();
  }

  /** What may come: so the registry refuses a meter of the same name when it is registered. */
  @Override
  public List<MetricFamilyDescriptor> getMetricFamilyDescriptors() {
    List<MetricFamilyDescriptor> descriptors = new ArrayList<>();
    for (MetricDefinition metric : MetricCatalog.metrics(groups)) {
      if (!QmpMetrics.metered().contains(metric)) {
        descriptors.add(descriptor(metric));
      }
    }
    return descriptors;
  }

  private static MetricFamilyDescriptor descriptor(MetricDefinition metric) {
    return MetricFamilyDescriptor.of(
        switch (metric.type()) {
          case COUNTER -> io.prometheus.metrics.model.registry.MetricType.COUNTER;
          case GAUGE -> io.prometheus.metrics.model.registry.MetricType.GAUGE;
          case INFO -> io.prometheus.metrics.model.registry.MetricType.INFO;
          case HISTOGRAM -> io.prometheus.metrics.model.registry.MetricType.HISTOGRAM;
        },
        new MetricMetadata(metric.baseName(), metric.help()),
        metric.labels());
  }
}
