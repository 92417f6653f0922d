package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.config.CpuConfig;
import dev.qemupod.supervisor.host.PodLimits;
import java.util.List;

/**
 * The number of vCPUs.
 *
 * <p>The quota is rounded up, as Kata and KubeVirt do: a guest of two vCPUs under a quota of 1.5
 * does 1.45 times the work of one vCPU, at the price of throttling; a third adds nothing
 * (src/docs/decisions/0009-vcpus.md). Never more than the cpuset has.
 *
 * @param vcpus at least 1
 * @param reason one clause
 */
record CpuPolicy(int vcpus, String reason) {
  /** What the limits give, or what the user asked for. */
  static CpuPolicy choose(PodLimits limits, CpuConfig cpu, List<String> warnings) {
    CpuPolicy given = fromLimits(limits);
    if (cpu.count().isEmpty()) {
      return given;
    }
    int asked = cpu.count().getAsInt();
    if (asked > given.vcpus) {
      warnings.add(
          "QEMU_CPU is "
              + asked
              + ", more than the "
              + given.vcpus
              + " the pod gives ("
              + given.reason
              + "): the vCPUs will wait for each other; unset it or raise the CPU limit");
    }
    return new CpuPolicy(asked, "QEMU_CPU");
  }

  private static CpuPolicy fromLimits(PodLimits limits) {
    int most = Math.min(limits.cpus(), SizingConstants.MOST_VCPUS);
    if (limits.cpuQuota().isEmpty()) {
      String all = "no CPU limit: the cpuset has " + limits.cpus();
      return new CpuPolicy(
          Math.max(1, most), limits.cpus() > most ? all + ", more than a guest can have" : all);
    }
    double quota = limits.cpuQuota().getAsDouble();
    // A quota beyond int is clamped by the conversion.
    int rounded = (int) Math.max(1, Math.ceil(quota));
    String limit = "CPU limit " + MemoryText.cores(quota);
    if (rounded > most) {
      return new CpuPolicy(Math.max(1, most), limit + ", but the cpuset has " + limits.cpus());
    }
    return new CpuPolicy(rounded, rounded == quota ? limit : limit + ", rounded up");
  }
}
