package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import dev.qemupod.supervisor.qmp.BalloonStats;
import java.util.List;

/** The guest's memory: what it was given, what it holds, and what it says itself. */
final class MemoryMetrics implements MetricGroup {
  static final MetricDefinition CONFIGURED =
      gauge(
          "qemu_memory_configured_bytes",
          "query-memory-size-summary",
          "RAM of the machine: what it was started with and what was plugged since.");
  static final MetricDefinition BALLOON =
      gauge(
          "qemu_memory_balloon_bytes",
          "query-balloon",
          "RAM that the balloon leaves to the guest.");
  static final MetricDefinition RESIDENT =
      gauge(
          "qemu_guest_memory_resident_bytes",
          "/proc/PID/smaps",
          "RAM of the guest that the host holds in memory. Read every ten seconds at most, because"
              + " the kernel has to walk the guest's page tables for it.");
  static final MetricDefinition TOTAL =
      gauge(
          "qemu_guest_memory_total_bytes",
          "guest-stats",
          "Memory that the guest's kernel manages.");
  static final MetricDefinition AVAILABLE =
      gauge(
          "qemu_guest_memory_available_bytes",
          "guest-stats",
          "Memory that the guest's programs could still use without swapping.");
  static final MetricDefinition FREE =
      gauge("qemu_guest_memory_free_bytes", "guest-stats", "Memory that the guest has not used.");
  static final MetricDefinition CACHED =
      gauge("qemu_guest_memory_cached_bytes", "guest-stats", "Disk caches in the guest's memory.");
  static final MetricDefinition SWAP =
      counter(
          "qemu_guest_swap_bytes_total",
          "guest-stats",
          "Bytes that the guest has swapped.",
          "direction");
  static final MetricDefinition FAULTS =
      counter(
          "qemu_guest_page_faults_total",
          "guest-stats",
          "Page faults in the guest; major ones had to read a disk.",
          "type");
  static final MetricDefinition UPDATED =
      gauge(
          "qemu_guest_memory_stats_timestamp_seconds",
          "guest-stats",
          "When the guest last told of its memory, in seconds since 1970.");

  @Override
  public String title() {
    return "Guest memory";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(
        CONFIGURED, BALLOON, RESIDENT, TOTAL, AVAILABLE, FREE, CACHED, SWAP, FAULTS, UPDATED);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    exposition.add(CONFIGURED, sample.memory().configured());
    exposition.add(BALLOON, sample.memory().balloon());
    exposition.add(RESIDENT, sample.memory().resident());
    sample.memory().guest().ifPresent(guest -> write(guest, exposition));
  }

  private static void write(BalloonStats guest, Exposition exposition) {
    exposition.add(TOTAL, guest.stat("stat-total-memory"));
    exposition.add(AVAILABLE, guest.stat("stat-available-memory"));
    exposition.add(FREE, guest.stat("stat-free-memory"));
    exposition.add(CACHED, guest.stat("stat-disk-caches"));
    exposition.add(SWAP, guest.stat("stat-swap-in"), "in");
    exposition.add(SWAP, guest.stat("stat-swap-out"), "out");
    exposition.add(FAULTS, guest.stat("stat-major-faults"), "major");
    exposition.add(FAULTS, guest.stat("stat-minor-faults"), "minor");
    exposition.add(UPDATED, guest.lastUpdate());
  }
}
