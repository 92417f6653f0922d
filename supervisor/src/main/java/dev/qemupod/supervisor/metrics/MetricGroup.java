package dev.qemupod.supervisor.metrics;

import java.util.List;

/** Metrics of one subject: their definitions, and how a sample turns into their values. */
interface MetricGroup {
  /** The heading in the reference. */
  String title();

  /** Every metric that {@link #write} may write. */
  List<MetricDefinition> metrics();

  /** Writes what the sample knows; what it does not know is left out. */
  void write(VmSample sample, Exposition exposition);
}
