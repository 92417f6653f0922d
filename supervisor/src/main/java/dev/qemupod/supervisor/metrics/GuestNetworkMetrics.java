package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;

import dev.qemupod.supervisor.agent.GuestInterface;
import java.util.List;

/** The guest's network, by its own account: qemu's user network counts nothing. */
final class GuestNetworkMetrics implements MetricGroup {
  static final MetricDefinition RECEIVED_BYTES = metric("receive_bytes", "Bytes");
  static final MetricDefinition RECEIVED_PACKETS = metric("receive_packets", "Packets");
  static final MetricDefinition RECEIVED_ERRORS = metric("receive_errors", "Broken packets");
  static final MetricDefinition RECEIVED_DROPPED = metric("receive_dropped", "Dropped packets");
  static final MetricDefinition SENT_BYTES = metric("transmit_bytes", "Bytes");
  static final MetricDefinition SENT_PACKETS = metric("transmit_packets", "Packets");
  static final MetricDefinition SENT_ERRORS = metric("transmit_errors", "Broken packets");
  static final MetricDefinition SENT_DROPPED = metric("transmit_dropped", "Dropped packets");

  private static MetricDefinition metric(String name, String what) {
    String done = name.startsWith("receive") ? "received" : "sent";
    return counter(
        "qemu_guest_network_" + name + "_total",
        "guest-network-get-interfaces",
        what
            + " that the guest says its interface has "
            + done
            + ". Only with QEMU_METRICS_NETWORK, for 16 interfaces at most.",
        "interface");
  }

  @Override
  public String title() {
    return "Guest network";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(
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
    if (sample.view().agent().isPresent()) {
      for (GuestInterface each : sample.view().agent().get().usage().interfaces()) {
        write(each, exposition);
      }
    }
  }

  private static void write(GuestInterface each, Exposition exposition) {
    exposition.add(RECEIVED_BYTES, each.received().bytes(), each.name());
    exposition.add(RECEIVED_PACKETS, each.received().packets(), each.name());
    exposition.add(RECEIVED_ERRORS, each.received().errors(), each.name());
    exposition.add(RECEIVED_DROPPED, each.received().dropped(), each.name());
    exposition.add(SENT_BYTES, each.sent().bytes(), each.name());
    exposition.add(SENT_PACKETS, each.sent().packets(), each.name());
    exposition.add(SENT_ERRORS, each.sent().errors(), each.name());
    exposition.add(SENT_DROPPED, each.sent().dropped(), each.name());
  }
}
