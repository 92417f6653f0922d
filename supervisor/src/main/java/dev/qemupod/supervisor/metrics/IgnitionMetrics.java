package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import java.util.List;

/** Ignition in the guest; nothing where no config is given. */
final class IgnitionMetrics implements MetricGroup {
  static final MetricDefinition FAILED =
      gauge(
          "qemu_guest_ignition_failed",
          "virtio port com.coreos.ignition.journal",
          "1 if the guest told that Ignition failed in its first boot, until it is reset; else 0."
              + " Absent where no Ignition config is given.");

  @Override
  public String title() {
    return "Ignition";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(FAILED);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    sample
        .view()
        .ignition()
        .ifPresent(ignition -> exposition.add(FAILED, ignition.failed() ? 1 : 0));
  }
}
