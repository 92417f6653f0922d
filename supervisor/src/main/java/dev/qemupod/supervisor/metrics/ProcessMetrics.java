package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import dev.qemupod.supervisor.host.ProcessUsage;
import java.util.List;

/** The qemu process. */
final class ProcessMetrics implements MetricGroup {
  static final MetricDefinition CPU =
      counter(
          "qemu_process_cpu_seconds_total",
          "/proc/PID/stat",
          "CPU time of all threads of qemu in seconds. Mode guest is known under KVM only.",
          "mode");
  static final MetricDefinition IOTHREADS =
      counter(
          "qemu_iothread_cpu_seconds_total",
          "query-iothreads, /proc/PID/task/TID/stat",
          "CPU time of a thread that serves a disk, in seconds.",
          "iothread");
  static final MetricDefinition THREADS =
      gauge("qemu_process_threads", "/proc/PID/status", "Threads of qemu.");
  static final MetricDefinition OPEN_FILES =
      gauge("qemu_process_open_fds", "/proc/PID/fd", "Open file descriptors of qemu.");
  static final MetricDefinition RESIDENT =
      gauge(
          "qemu_process_resident_memory_bytes",
          "/proc/PID/status RssAnon, RssFile, RssShmem",
          "Resident memory of qemu; the guest's RAM is part of type anon.",
          "type");

  @Override
  public String title() {
    return "qemu process";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(CPU, IOTHREADS, THREADS, OPEN_FILES, RESIDENT);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    for (VmSample.IothreadUsage thread : sample.iothreads()) {
      exposition.add(IOTHREADS, thread.seconds(), thread.id());
    }
    sample.qemu().ifPresent(qemu -> write(qemu, sample.guestTimeKnown(), exposition));
  }

  private static void write(ProcessUsage qemu, boolean guestTimeKnown, Exposition exposition) {
    if (guestTimeKnown) {
      exposition.add(CPU, qemu.cpu().guest(), "guest");
    }
    exposition.add(CPU, qemu.cpu().user(), "user");
    exposition.add(CPU, qemu.cpu().system(), "system");
    exposition.add(THREADS, qemu.threads());
    exposition.add(OPEN_FILES, qemu.openFiles());
    exposition.add(RESIDENT, qemu.residentAnonymous(), "anon");
    exposition.add(RESIDENT, qemu.residentFile(), "file");
    exposition.add(RESIDENT, qemu.residentShared(), "shmem");
  }
}
