package dev.qemupod.supervisor.metrics;

/** What a metric's value means (OpenMetrics 1.0). */
public enum MetricType {
  /** Only rises, until what it counts starts anew. */
  COUNTER,
  /** Rises and falls. */
  GAUGE,
  /** Always 1; what it has to say is in its labels. */
  INFO,
  /** Counts by size. */
  HISTOGRAM
}
