package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.counter;
import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;

import dev.qemupod.supervisor.host.CpuTime;
import java.util.List;
import java.util.OptionalLong;

/** The guest's CPUs, as the threads that they are on the host. */
final class VcpuMetrics implements MetricGroup {
  static final MetricDefinition COUNT =
      gauge("qemu_vm_vcpus", "query-cpus-fast", "vCPUs that the guest has.");
  static final MetricDefinition CPU =
      counter(
          "qemu_vcpu_cpu_seconds_total",
          "/proc/PID/task/TID/stat",
          "CPU time of a vCPU in seconds. Mode guest is known under KVM only; under TCG guest code"
              + " runs in mode user. The sum over the modes is the whole time. Where one thread"
              + " runs all vCPUs, its time is that of vCPU 0.",
          "vcpu",
          "mode");
  static final MetricDefinition DELAY =
      counter(
          "qemu_vcpu_delay_seconds_total",
          "/proc/PID/task/TID/schedstat",
          "Time a vCPU could have run and had to wait for a CPU, in seconds: what its guest sees as"
              + " stolen.",
          "vcpu");

  static final MetricDefinition EXITS =
      counter(
          "qemu_vcpu_exits_total",
          "query-stats exits",
          "Times a vCPU left the guest for the hypervisor. Under KVM only, and as far as its kernel"
              + " counts.",
          "vcpu");
  static final MetricDefinition HALT_WAIT =
      counter(
          "qemu_vcpu_halt_wait_seconds_total",
          "query-stats halt_wait_ns",
          "Time a vCPU was halted and its thread slept, in seconds: what its guest had nothing to"
              + " do. Under KVM only, and as far as its kernel counts.",
          "vcpu");

  @Override
  public String title() {
    return "vCPUs";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(COUNT, CPU, DELAY, EXITS, HALT_WAIT);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    if (sample.vcpuCount().isPresent()) {
      exposition.add(COUNT, OptionalLong.of(sample.vcpuCount().getAsInt()));
    }
    for (VmSample.VcpuUsage vcpu : sample.vcpus()) {
      String index = Integer.toString(vcpu.index());
      CpuTime time = vcpu.thread().cpu();
      if (sample.guestTimeKnown()) {
        exposition.add(CPU, time.guest(), index, "guest");
      }
      exposition.add(CPU, time.user(), index, "user");
      exposition.add(CPU, time.system(), index, "system");
      exposition.add(DELAY, vcpu.thread().delaySeconds(), index);
    }
    for (VmSample.VcpuCount vcpu : sample.vcpuStats()) {
      String index = Integer.toString(vcpu.index());
      exposition.add(EXITS, vcpu.stats().exits(), index);
      exposition.add(HALT_WAIT, MetricDefinition.seconds(vcpu.stats().haltNanoseconds()), index);
    }
  }
}
