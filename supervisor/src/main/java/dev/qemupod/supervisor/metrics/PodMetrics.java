package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.lifecycle.GuardView;
import java.util.List;
import java.util.Map;

/** What the pod may use, what it uses, and how it is held back. */
final class PodMetrics implements MetricGroup {
  static final MetricDefinition MEMORY_LIMIT =
      gauge(
          "qemu_pod_memory_limit_bytes",
          "memory.max, memory.limit_in_bytes",
          "The pod's memory limit; absent without one.");
  static final MetricDefinition MEMORY_USAGE =
      gauge(
          "qemu_pod_memory_usage_bytes",
          "memory.current, memory.usage_in_bytes",
          "Memory the pod uses, page cache included.");
  static final MetricDefinition WORKING_SET =
      gauge(
          "qemu_pod_memory_working_set_bytes",
          "usage - inactive_file of memory.stat",
          "Memory the pod uses without file pages that nobody touched of late: what the kubelet"
              + " evicts by.");
  static final MetricDefinition ANONYMOUS =
      gauge(
          "qemu_pod_memory_anonymous_bytes",
          "memory.stat",
          "Anonymous and shared memory of the pod, which can not be reclaimed; guest RAM is in"
              + " it.");
  static final MetricDefinition KERNEL =
      gauge(
          "qemu_pod_memory_kernel_bytes",
          "memory.stat, memory.kmem.usage_in_bytes",
          "Kernel memory charged to the pod, such as page tables.");
  static final MetricDefinition DISTANCE =
      gauge(
          "qemu_pod_memory_distance_bytes",
          "limit - anonymous - kernel",
          "What is left of the limit beside memory that can not be reclaimed: at 0 the pod is"
              + " OOM-killed. Read every two seconds; absent without a limit.");
  static final MetricDefinition ROOM =
      gauge(
          "qemu_pod_memory_room_bytes",
          "limit - measured overhead - RAM the guest may use",
          "What would be left if the guest used all the RAM that it may. Negative: so much does not"
              + " fit, and the guest can get the pod OOM-killed.");
  static final MetricDefinition GUARD_TARGET =
      gauge(
          "qemu_memory_guard_target_bytes",
          "event loop",
          "RAM that the memory guard lets the guest use; absent with QEMU_MEMORY_GUARD=off. To be"
              + " compared with qemu_memory_balloon_bytes, which is what the guest has done.");
  static final MetricDefinition GUARD_ACTIONS =
      counter(
          "qemu_memory_guard_actions_total",
          "event loop",
          "Times the memory guard told the balloon to take more from the guest (inflate), or to"
              + " give back (deflate).",
          "action");
  static final MetricDefinition MAJOR_FAULTS =
      counter(
          "qemu_pod_memory_major_faults_total",
          "pgmajfault of memory.stat",
          "Page faults of the pod that had to read a file or swap: what tells of pressure where the"
              + " kernel has no PSI.");
  static final MetricDefinition MEMORY_EVENTS =
      counter(
          "qemu_pod_memory_events_total",
          "memory.events, memory.failcnt, memory.oom_control",
          "Times the pod met one of its memory bounds.",
          "event");
  static final MetricDefinition BUDGET =
      gauge(
          "qemu_pod_headroom_budget_bytes",
          "plan",
          "Memory that was kept from the guest for qemu and the supervisor.");
  static final MetricDefinition OVERHEAD =
      gauge(
          "qemu_pod_memory_overhead_bytes",
          "qemu_pod_memory_working_set_bytes - qemu_guest_memory_resident_bytes",
          "Working set of the pod that is not guest RAM: qemu, its page tables and caches, and the"
              + " supervisor. Both terms are read at one moment, every ten seconds at most. To be"
              + " compared with qemu_pod_headroom_budget_bytes: above it, a guest that uses all of"
              + " its RAM may get the pod killed.");
  static final MetricDefinition CPU_LIMIT =
      gauge(
          "qemu_pod_cpu_limit_cores",
          "cpu.max, cpu.cfs_quota_us",
          "The pod's CPU limit; absent without one.");
  static final MetricDefinition THROTTLED_SECONDS =
      counter(
          "qemu_pod_cpu_throttled_seconds_total",
          "cpu.stat",
          "Time the pod was stopped because it had used up its CPU limit, in seconds.");
  static final MetricDefinition PERIODS =
      counter(
          "qemu_pod_cpu_periods_total", "cpu.stat", "Periods in which the CPU limit was enforced.");
  static final MetricDefinition THROTTLED_PERIODS =
      counter(
          "qemu_pod_cpu_throttled_periods_total",
          "cpu.stat",
          "Periods in which the pod had used up its CPU limit.");
  static final MetricDefinition PRESSURE =
      counter(
          "qemu_pod_pressure_seconds_total",
          "cpu.pressure, memory.pressure, io.pressure",
          "Time in which some or all (full) of the pod's processes waited for a resource, in"
              + " seconds.",
          "resource",
          "kind");

  @Override
  public String title() {
    return "Pod";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(
        MEMORY_LIMIT,
        MEMORY_USAGE,
        WORKING_SET,
        ANONYMOUS,
        KERNEL,
        MEMORY_EVENTS,
        MAJOR_FAULTS,
        BUDGET,
        OVERHEAD,
        DISTANCE,
        ROOM,
        GUARD_TARGET,
        GUARD_ACTIONS,
        CPU_LIMIT,
        THROTTLED_SECONDS,
        PERIODS,
        THROTTLED_PERIODS,
        PRESSURE);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    sample
        .view()
        .machine()
        .ifPresent(machine -> exposition.add(BUDGET, machine.size().headroom().total()));
    exposition.add(OVERHEAD, sample.memory().overhead());
    sample.view().memory().ifPresent(memory -> write(memory, exposition));
    sample.pod().ifPresent(pod -> write(pod, exposition));
  }

  private static void write(GuardView memory, Exposition exposition) {
    exposition.add(DISTANCE, memory.distance());
    exposition.add(ROOM, memory.room());
    exposition.add(GUARD_TARGET, memory.target());
    if (memory.target().isPresent()) {
      exposition.add(GUARD_ACTIONS, memory.inflations(), "inflate");
      exposition.add(GUARD_ACTIONS, memory.deflations(), "deflate");
    }
  }

  private static void write(PodUsage pod, Exposition exposition) {
    exposition.add(MEMORY_LIMIT, pod.memoryLimit());
    exposition.add(MEMORY_USAGE, pod.memoryUsage());
    exposition.add(WORKING_SET, pod.memoryWorkingSet());
    exposition.add(ANONYMOUS, pod.memoryAnonymous());
    exposition.add(KERNEL, pod.memoryKernel());
    pod.memoryEvents().forEach((event, count) -> exposition.add(MEMORY_EVENTS, count, event));
    exposition.add(MAJOR_FAULTS, pod.memoryMajorFaults());
    exposition.add(CPU_LIMIT, pod.cpuLimit());
    pod.throttling().ifPresent(throttling -> write(throttling, exposition));
    for (Map.Entry<String, Double> pressure : pod.pressure().entrySet()) {
      exposition.add(
          PRESSURE,
          pressure.getValue(),
          EventMetrics.labels(pressure.getKey(), PRESSURE.labels().size()));
    }
  }

  private static void write(PodUsage.Throttling throttling, Exposition exposition) {
    exposition.add(THROTTLED_SECONDS, throttling.throttledSeconds());
    exposition.add(PERIODS, throttling.periods());
    exposition.add(THROTTLED_PERIODS, throttling.throttledPeriods());
  }
}
