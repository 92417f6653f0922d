package dev.qemupod.supervisor.host;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the pod may use, read once at start.
 *
 * @param cgroups which cgroup hierarchy the limits were read from
 * @param memory the smallest memory limit from the container's own cgroup up to the visible root,
 *     bytes; absent: no limit, or one above the node's own memory
 * @param cpuQuota the smallest quota divided by its period on that path, cores; absent: no quota
 * @param cpus the size of the cpuset the process may run on, at least 1
 * @param availableMemory {@code MemAvailable} of the node, bytes; used only without a limit; 0 if
 *     unknown
 */
public record PodLimits(
    CgroupVersion cgroups,
    OptionalLong memory,
    OptionalDouble cpuQuota,
    int cpus,
    long availableMemory) {
  /** Whether both limit a pod in the same way; what the node has available changes all the time. */
  public boolean sameAs(PodLimits other) {
    return memory.equals(other.memory) && cpuQuota.equals(other.cpuQuota) && cpus == other.cpus;
  }

  /** The layout of the mounted cgroup file systems. */
  public enum CgroupVersion {
    V1,
    V2,
    /** v1 controllers beside a v2 tree that has none (systemd's hybrid). */
    HYBRID,
    /** No cgroup file system is mounted. */
    NONE
  }
}
