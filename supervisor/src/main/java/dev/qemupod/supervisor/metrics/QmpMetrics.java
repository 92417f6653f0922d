package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;
import static dev.qemupod.supervisor.metrics.MetricDefinition.histogram;

import java.util.List;

/** The conversation with qemu; what is counted per command is kept by {@link QmpMeters}. */
final class QmpMetrics implements MetricGroup {
  static final MetricDefinition UP =
      gauge("qemu_qmp_up", "event loop", "1 while the event loop's QMP connection stands, else 0.");
  static final MetricDefinition AGE =
      gauge(
          "qemu_qmp_last_response_age_seconds",
          "event loop",
          "Time since qemu last answered the event loop; /livez fails above 30.");
  static final MetricDefinition COMMAND =
      histogram(
          "qemu_qmp_command_seconds",
          "QMP client",
          "Time from a QMP command to its answer, answers with an error included.",
          "command");
  static final MetricDefinition COMMAND_MAX =
      gauge(
          "qemu_qmp_command_seconds_max",
          "QMP client",
          "The longest time from a QMP command to its answer in the last minutes.",
          "command");
  static final MetricDefinition ERRORS =
      counter(
          "qemu_qmp_errors_total",
          "QMP client",
          "QMP commands that gave no value: an error, no answer in time, a lost connection.",
          "command",
          "class");
  static final MetricDefinition EVENTS =
      counter("qemu_qmp_events_total", "QMP client", "QMP events received.", "event");

  @Override
  public String title() {
    return "QMP";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(UP, AGE, COMMAND, COMMAND_MAX, ERRORS, EVENTS);
  }

  /** What micrometer exports, and the collector of samples must not. */
  static List<MetricDefinition> metered() {
    return List.of(COMMAND, COMMAND_MAX, ERRORS, EVENTS);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    exposition.add(UP, sample.view().qmpUp() ? 1 : 0);
    sample
        .view()
        .lastQmpReply()
        .ifPresent(reply -> exposition.add(AGE, VmMetrics.secondsBetween(reply, sample.written())));
  }
}
