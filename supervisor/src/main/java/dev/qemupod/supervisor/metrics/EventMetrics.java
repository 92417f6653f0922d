package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;

import dev.qemupod.supervisor.lifecycle.VmCounters;
import dev.qemupod.supervisor.machine.MachineSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened to the VM since the supervisor started, restarts of qemu included.
 *
 * <p>Series that alerts are made of start at 0 and not at their first event: {@code increase()}
 * does not see a series that is born as 1.
 */
final class EventMetrics implements MetricGroup {
  static final MetricDefinition RESETS =
      counter(
          "qemu_vm_resets_total",
          "RESET event",
          "Resets of the guest; the events of one reboot, which firmware repeats, count once.",
          "initiator",
          "reason");
  static final MetricDefinition PANICS =
      counter(
          "qemu_vm_guest_panics_total",
          "GUEST_PANICKED, GUEST_CRASHLOADED events",
          "Panics that the guest reported, by what qemu did then.",
          "action");
  static final MetricDefinition WATCHDOG =
      counter(
          "qemu_vm_watchdog_actions_total",
          "WATCHDOG event",
          "Expiries of the guest's watchdog device, by what qemu did then.",
          "action");
  static final MetricDefinition PAUSES =
      counter(
          "qemu_vm_pauses_total",
          "STOP event, query-status",
          "Times the VM was stopped, by the state it went to.",
          "state");
  static final MetricDefinition MEMORY_FAILURES =
      counter(
          "qemu_vm_memory_failures_total",
          "MEMORY_FAILURE event",
          "Hardware memory errors in the VM's memory.",
          "recipient",
          "action");
  static final MetricDefinition SHUTDOWNS =
      counter(
          "qemu_vm_shutdown_requests_total",
          "shutdown ladder",
          "Requests to end the VM, by how; a repeated press of the power button counts again.",
          "method");
  static final MetricDefinition RESTARTS =
      counter(
          "qemu_vm_restarts_total",
          "event loop",
          "Times qemu was started again in this pod, by why.",
          "reason");
  static final MetricDefinition IO_ERRORS =
      counter(
          "qemu_block_io_errors_total",
          "BLOCK_IO_ERROR event",
          "I/O errors of the guest's disks, by what qemu did then.",
          "device",
          "operation",
          "action");

  /** What a watchdog of ours does when it expires. */
  private static final String[] WATCHED = {"pause"};

  private static final String[] UNWATCHED = {};

  @Override
  public String title() {
    return "Events";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(
        RESETS, PANICS, WATCHDOG, PAUSES, MEMORY_FAILURES, SHUTDOWNS, RESTARTS, IO_ERRORS);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    VmCounters counters = sample.view().counters();
    write(exposition, RESETS, counters.resets(), "guest/guest-reset");
    write(exposition, PANICS, counters.panics(), "pause", "poweroff", "run");
    boolean watched = sample.view().machine().map(MachineSpec::watched).orElse(false);
    write(exposition, WATCHDOG, counters.watchdogActions(), watched ? WATCHED : UNWATCHED);
    write(exposition, PAUSES, counters.pauses(), "io-error", "paused");
    write(exposition, MEMORY_FAILURES, counters.memoryFailures());
    write(
        exposition,
        SHUTDOWNS,
        counters.shutdownRequests(),
        "acpi",
        "guest-agent",
        "fsfreeze",
        "quit",
        "sigterm",
        "sigkill");
    write(exposition, RESTARTS, counters.restarts(), "poweroff", "panic", "crash", "accelerator");
    write(exposition, IO_ERRORS, counters.ioErrors());
  }

  private static void write(
      Exposition exposition, MetricDefinition metric, Map<String, Long> counts, String... known) {
    Map<String, Long> all = new HashMap<>();
    for (String key : known) {
      all.put(key, 0L);
    }
    all.putAll(counts);
    all.forEach((key, count) -> exposition.add(metric, count, labels(key, metric.labels().size())));
  }

  /** The values in the key: split from its end, because a device's name may hold a slash. */
  static String[] labels(String key, int count) {
    String[] values = new String[count];
    String rest = key;
    for (int index = count - 1; index > 0; index--) {
      int slash = rest.lastIndexOf('/');
      values[index] = rest.substring(slash + 1);
      rest = slash < 0 ? "" : rest.substring(0, slash);
    }
    values[0] = rest;
    return values;
  }
}
