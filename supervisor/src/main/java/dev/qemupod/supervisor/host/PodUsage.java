package dev.qemupod.supervisor.host;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the pod uses and how it is held back, as its cgroup tells at one moment. Absent: the kernel
 * does not tell.
 *
 * @param memoryLimit the limit now, bytes
 * @param memoryUsage usage with page cache, bytes
 * @param memoryWorkingSet usage without inactive file pages, bytes (what the kubelet watches)
 * @param memoryAnonymous anonymous and shmem pages, bytes
 * @param memoryKernel kernel memory charged to the cgroup, bytes
 * @param memoryMajorFaults cumulative page faults that had to read a file or swap
 * @param memoryEvents cumulative events by name: high, max, oom, oom_kill
 * @param cpuLimit cores
 * @param throttling CFS throttling
 * @param pressure stall seconds by {@code resource} (cpu, memory, io) and kind (some, full), keys
 *     such as {@code memory/some}
 */
public record PodUsage(
    OptionalLong memoryLimit,
    OptionalLong memoryUsage,
    OptionalLong memoryWorkingSet,
    OptionalLong memoryAnonymous,
    OptionalLong memoryKernel,
    OptionalLong memoryMajorFaults,
    Map<String, Long> memoryEvents,
    OptionalDouble cpuLimit,
    Optional<Throttling> throttling,
    Map<String, Double> pressure) {
  public PodUsage {
    memoryEvents = Map.copyOf(memoryEvents);
    pressure = Map.copyOf(pressure);
  }

  /**
   * {@code cpu.stat} of the CFS bandwidth controller.
   *
   * @param periods enforcement intervals that have elapsed
   * @param throttledPeriods intervals in which the group was throttled
   * @param throttledSeconds total time throttled
   */
  public record Throttling(long periods, long throttledPeriods, double throttledSeconds) {}
}
