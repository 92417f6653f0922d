package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;
import static dev.qemupod.supervisor.metrics.MetricDefinition.info;

import dev.qemupod.supervisor.host.ProcessUsage;
import dev.qemupod.supervisor.lifecycle.Phase;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The supervisor itself; the {@code process_*} names are those of Prometheus' client libraries. */
final class SupervisorMetrics implements MetricGroup {
  static final MetricDefinition BUILD =
      info(
          "qemu_supervisor_build_info",
          "build",
          "Which supervisor this is.",
          "version",
          "revision",
          "java_version");
  static final MetricDefinition PHASE =
      gauge(
          "qemu_supervisor_phase",
          "event loop",
          "1 for what the supervisor is doing, 0 for everything else.",
          "phase");
  static final MetricDefinition REAPED =
      counter(
          "qemu_supervisor_reaped_processes_total",
          "reaper",
          "Ended processes that were waited for: children of the supervisor, and orphans it"
              + " inherited as PID 1.",
          "kind");
  static final MetricDefinition CONSOLE_DROPPED =
      counter(
          "qemu_console_dropped_bytes_total",
          "console relay",
          "Bytes of the guest's serial console that were dropped because nobody read them in"
              + " time.");
  static final MetricDefinition LOG_DROPPED =
      counter(
          "qemu_supervisor_log_dropped_bytes_total",
          "log",
          "Bytes of the supervisor's own log that were dropped because nobody read them in time.");
  static final MetricDefinition CPU =
      counter(
          "process_cpu_seconds_total",
          "/proc/self/stat",
          "CPU time of the supervisor, user and system, in seconds.");
  static final MetricDefinition RESIDENT =
      gauge(
          "process_resident_memory_bytes",
          "/proc/self/status",
          "Resident memory of the supervisor.");
  static final MetricDefinition OPEN_FILES =
      gauge("process_open_fds", "/proc/self/fd", "Open file descriptors of the supervisor.");
  static final MetricDefinition START_TIME =
      gauge(
          "process_start_time_seconds",
          "supervisor's clock",
          "When the supervisor was started, in seconds since 1970.");
  static final MetricDefinition HEAP_USED =
      gauge("jvm_memory_used_bytes", "Runtime", "Memory the JVM uses, by area.", "area");
  static final MetricDefinition HEAP_COMMITTED =
      gauge(
          "jvm_memory_committed_bytes", "Runtime", "Memory the JVM has reserved, by area.", "area");
  static final MetricDefinition HEAP_MAX =
      gauge("jvm_memory_max_bytes", "Runtime", "Memory the JVM may use, by area.", "area");

  private static final String HEAP = "heap";

  @Override
  public String title() {
    return "Supervisor";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(
        BUILD,
        PHASE,
        REAPED,
        CONSOLE_DROPPED,
        LOG_DROPPED,
        CPU,
        RESIDENT,
        OPEN_FILES,
        START_TIME,
        HEAP_USED,
        HEAP_COMMITTED,
        HEAP_MAX);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    SupervisorSample supervisor = sample.supervisor();
    BuildInfo build = supervisor.build();
    exposition.addInfo(BUILD, build.version(), build.revision(), build.javaVersion());
    for (Phase phase : Phase.values()) {
      exposition.add(
          PHASE, phase == sample.view().phase() ? 1 : 0, phase.name().toLowerCase(Locale.ROOT));
    }
    exposition.add(REAPED, supervisor.reapedChildren(), "child");
    exposition.add(REAPED, supervisor.reapedOrphans(), "orphan");
    exposition.add(CONSOLE_DROPPED, supervisor.consoleDropped());
    exposition.add(LOG_DROPPED, supervisor.logDropped());
    exposition.add(START_TIME, epochSeconds(supervisor.started()));
    exposition.add(HEAP_USED, supervisor.heapUsed(), HEAP);
    exposition.add(HEAP_COMMITTED, supervisor.heapCommitted(), HEAP);
    exposition.add(HEAP_MAX, supervisor.heapMax(), HEAP);
    supervisor.process().ifPresent(process -> writeProcess(process, exposition));
  }

  private static void writeProcess(ProcessUsage process, Exposition exposition) {
    exposition.add(CPU, process.cpu().user() + process.cpu().system());
    exposition.add(OPEN_FILES, process.openFiles());
    if (process.residentAnonymous().isPresent() && process.residentFile().isPresent()) {
      exposition.add(
          RESIDENT,
          process.residentAnonymous().getAsLong()
              + process.residentFile().getAsLong()
              + process.residentShared().orElse(0));
    }
  }

  static double epochSeconds(Instant instant) {
    return instant.toEpochMilli() / 1e3;
  }
}
