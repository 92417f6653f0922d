package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import dev.qemupod.supervisor.host.ProcessUsage;
import dev.qemupod.supervisor.host.TapCounters;
import dev.qemupod.supervisor.lifecycle.NetworkView;
import java.util.List;

/** What carries the guest's packets, where that is not simply qemu's own user network. */
final class NetworkMetrics implements MetricGroup {
  /** A label is no place for a report. */
  private static final int MAX_REASON = 160;

  static final MetricDefinition FALLBACK =
      gauge(
          "qemu_network_fallback",
          "event loop",
          "1 if QEMU_NET asked for passt and the guest got the network named here, else 0. Absent"
              + " with QEMU_NET=user.",
          "backend",
          "reason");
  static final MetricDefinition UP =
      gauge(
          "qemu_network_up",
          "event loop",
          "0 while passt, which carries the guest's packets, is gone; else 1. Absent with"
              + " QEMU_NET=user.");
  static final MetricDefinition RESTARTS =
      counter(
          "qemu_network_helper_restarts_total",
          "event loop",
          "How often passt was started again since qemu was started. Absent with QEMU_NET=user.");
  static final MetricDefinition CPU =
      counter(
          "qemu_network_helper_cpu_seconds_total",
          "/proc/PID/stat",
          "CPU time of passt in seconds.",
          "mode");
  static final MetricDefinition RESIDENT =
      gauge(
          "qemu_network_helper_resident_memory_bytes",
          "/proc/PID/status RssAnon, RssFile, RssShmem",
          "Resident memory of passt.",
          "type");

  static final MetricDefinition RECEIVED_BYTES = metric("receive_bytes", "Bytes");
  static final MetricDefinition RECEIVED_PACKETS = metric("receive_packets", "Packets");
  static final MetricDefinition RECEIVED_ERRORS = metric("receive_errors", "Broken packets");
  static final MetricDefinition RECEIVED_DROPPED = metric("receive_dropped", "Dropped packets");
  static final MetricDefinition SENT_BYTES = metric("transmit_bytes", "Bytes");
  static final MetricDefinition SENT_PACKETS = metric("transmit_packets", "Packets");
  static final MetricDefinition SENT_ERRORS = metric("transmit_errors", "Broken packets");
  static final MetricDefinition SENT_DROPPED = metric("transmit_dropped", "Dropped packets");

  private static MetricDefinition metric(String name, String what) {
    boolean received = name.startsWith("receive");
    return counter(
        "qemu_network_" + name + "_total",
        "/sys/class/net/NAME/statistics/" + (received ? "tx" : "rx") + "_*",
        what
            + " that went "
            + (received ? "to" : "from")
            + " the guest through its tap device. Only with QEMU_NET=tap:NAME or bridge:NAME:"
            + " neither qemu's user network nor passt counts, and the guest itself is asked with"
            + " QEMU_METRICS_NETWORK.",
        "interface");
  }

  @Override
  public String title() {
    return "Network";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(
        FALLBACK,
        UP,
        RESTARTS,
        CPU,
        RESIDENT,
        RECEIVED_BYTES,
        RECEIVED_PACKETS,
        RECEIVED_ERRORS,
        RECEIVED_DROPPED,
        SENT_BYTES,
        SENT_PACKETS,
        SENT_ERRORS,
        SENT_DROPPED);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    sample.view().network().ifPresent(network -> write(network, exposition));
    sample.network().helper().ifPresent(helper -> write(helper, exposition));
    sample
        .network()
        .tap()
        .ifPresent(counters -> write(sample.network().tapDevice(), counters, exposition));
  }

  private static void write(NetworkView network, Exposition exposition) {
    String reason = network.decision().reason();
    exposition.add(
        FALLBACK,
        network.decision().fellBack() ? 1 : 0,
        network.decision().backend(),
        reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason);
    exposition.add(UP, network.up() ? 1 : 0);
    exposition.add(RESTARTS, network.restarts());
  }

  private static void write(ProcessUsage helper, Exposition exposition) {
    exposition.add(CPU, helper.cpu().user(), "user");
    exposition.add(CPU, helper.cpu().system(), "system");
    exposition.add(RESIDENT, helper.residentAnonymous(), "anon");
    exposition.add(RESIDENT, helper.residentFile(), "file");
    exposition.add(RESIDENT, helper.residentShared(), "shmem");
  }

  private static void write(String device, TapCounters counters, Exposition exposition) {
    exposition.add(RECEIVED_BYTES, counters.received().bytes(), device);
    exposition.add(RECEIVED_PACKETS, counters.received().packets(), device);
    exposition.add(RECEIVED_ERRORS, counters.received().errors(), device);
    exposition.add(RECEIVED_DROPPED, counters.received().dropped(), device);
    exposition.add(SENT_BYTES, counters.sent().bytes(), device);
    exposition.add(SENT_PACKETS, counters.sent().packets(), device);
    exposition.add(SENT_ERRORS, counters.sent().errors(), device);
    exposition.add(SENT_DROPPED, counters.sent().dropped(), device);
  }
}
