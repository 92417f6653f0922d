package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import dev.qemupod.supervisor.lifecycle.ResizeView;
import java.util.List;

/** How far the VM follows its pod, where it does; else absent. */
final class ResizeMetrics implements MetricGroup {
  static final MetricDefinition VCPUS_WANTED =
      gauge("qemu_resize_vcpus_wanted", "event loop", "vCPUs that the pod's limits give.");
  static final MetricDefinition VCPUS =
      gauge("qemu_resize_vcpus", "query-hotpluggable-cpus", "vCPUs that are plugged in.");
  static final MetricDefinition VCPUS_MOST =
      gauge("qemu_resize_vcpus_most", "plan", "vCPUs that the machine can have.");
  static final MetricDefinition MEMORY_WANTED =
      gauge("qemu_resize_memory_wanted_bytes", "event loop", "RAM that the pod's limits give.");
  static final MetricDefinition MEMORY =
      gauge(
          "qemu_resize_memory_bytes",
          "query-memory-devices",
          "RAM that the guest has: what it was started with and what it took since.");
  static final MetricDefinition MEMORY_MOST =
      gauge("qemu_resize_memory_most_bytes", "plan", "RAM that the machine can have.");

  @Override
  public String title() {
    return "Resizing";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(VCPUS_WANTED, VCPUS, VCPUS_MOST, MEMORY_WANTED, MEMORY, MEMORY_MOST);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    sample.view().resize().ifPresent(resize -> write(resize, exposition));
  }

  private static void write(ResizeView resize, Exposition exposition) {
    exposition.add(VCPUS_WANTED, resize.vcpusWanted());
    exposition.add(VCPUS, resize.vcpus());
    exposition.add(VCPUS_MOST, resize.vcpusMost());
    exposition.add(MEMORY_WANTED, resize.ramWanted());
    exposition.add(MEMORY, resize.ram());
    exposition.add(MEMORY_MOST, resize.ramMost());
  }
}
