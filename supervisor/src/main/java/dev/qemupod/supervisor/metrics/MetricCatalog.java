package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.config.KubevirtIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
          new NetworkMetrics(),
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

  /** All groups; KubeVirt's names only if somebody wants them. */
  static List<MetricGroup> groups(Optional<KubevirtIdentity> kubevirt) {
    if (kubevirt.isEmpty()) {
      return GROUPS;
    }
    List<MetricGroup> groups = new ArrayList<>(GROUPS);
    groups.add(new KubevirtMetrics(kubevirt.get()));
    return List.copyOf(groups);
  }

  /** All that are ours: without KubeVirt's names. */
  public static List<MetricDefinition> own() {
    return metrics(GROUPS);
  }

  /** Their metrics, in the order of the reference. */
  static List<MetricDefinition> metrics(List<MetricGroup> groups) {
    List<MetricDefinition> all = new ArrayList<>();
    for (MetricGroup group : groups) {
      all.addAll(group.metrics());
    }
    return all;
  }
}
