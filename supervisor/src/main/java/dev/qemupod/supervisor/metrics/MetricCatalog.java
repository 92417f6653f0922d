package dev.qemupod.supervisor.metrics;

import java.util.ArrayList;
import java.util.List;

/**
 * Every metric there is: the source of what is exported and of the reference in {@code
 * src/docs/metrics.md}.
 */
public final class MetricCatalog {
  private static final List<MetricGroup> GROUPS =
      List.of(
          new SupervisorMetrics(),
          new VmMetrics(),
          new EventMetrics(),
          new QmpMetrics(),
          new AgentMetrics(),
          new GuestNetworkMetrics(),
          new IgnitionMetrics(),
          new VcpuMetrics(),
          new ProcessMetrics(),
          new MemoryMetrics(),
          new ResizeMetrics(),
          new BlockMetrics(),
          new ImageMetrics(),
          new PodMetrics(),
          new CollectorMetrics());

  private MetricCatalog() {}

  static List<MetricGroup> groups() {
    return GROUPS;
  }

  /** All metrics, in the order of the reference. */
  public static List<MetricDefinition> all() {
    List<MetricDefinition> all = new ArrayList<>();
    for (MetricGroup group : GROUPS) {
      all.addAll(group.metrics());
    }
    return all;
  }
}
