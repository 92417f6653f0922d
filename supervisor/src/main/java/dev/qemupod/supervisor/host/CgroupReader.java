package dev.qemupod.supervisor.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pod's limits from the control groups that are visible, once, before qemu is spawned.
 *
 * <p>What counts as a limit:
 *
 * <ul>
 *   <li>The smallest one from the own group up to the visible root (v1 {@code
 *       memory.limit_in_bytes}, v2 {@code memory.max}). On v1, {@code hierarchical_memory_limit} of
 *       {@code memory.stat} also tells the limit of ancestors that are not visible, such as the
 *       pod's.
 *   <li>Not 0, not a negative number, not garbage, and not what is more than the node's own memory:
 *       the kernel writes "no limit" on v1 as a number near 2^63, and a limit that the node can not
 *       reach holds nothing back (the JVM judges the same way).
 *   <li>Not {@code memory.high}: the kernel slows a group down there but kills it only at {@code
 *       memory.max}, and Kubernetes sets it only with an alpha feature.
 * </ul>
 *
 * <p>CPUs are those in the own cpuset, in the process's affinity and online. {@code
 * Runtime.availableProcessors()} is only the last resort: it mixes the quota in, and {@code
 * -XX:ActiveProcessorCount} changes it.
 *
 * <p>Never throws: what can not be read is absent. Sources: Documentation/admin-guide/cgroup-v1 and
 * cgroup-v2.rst of Linux.
 */
public final class CgroupReader {
  private static final String ONLINE = "/sys/devices/system/cpu/online";

  private final SmallFiles files;

  /** A reader of the files below the root, {@code /} in production. */
  public CgroupReader(Path root) {
    this.files = new SmallFiles(root);
  }

  /** What the pod may use now. */
  public PodLimits read() {
    CgroupTree tree = CgroupTree.locate(files);
    String meminfo = files.read("/proc/meminfo");
    long memory = memoryLimit(files, tree.memory());
    long nodeMemory = KernelText.value(meminfo, "MemTotal:");
    boolean limited = memory > 0 && (nodeMemory <= 0 || memory / 1024 <= nodeMemory);
    return new PodLimits(
        tree.version(),
        limited ? OptionalLong.of(memory) : OptionalLong.empty(),
        cpuQuota(files, tree.cpu()),
        cpus(tree.cpuset()),
        availableMemory(meminfo));
  }

  /** The smallest memory limit on the way up, bytes; {@link KernelText#NONE} without any. */
  static long memoryLimit(SmallFiles files, CgroupTree.Group group) {
    long smallest = KernelText.NONE;
    String name = group.unified() ? "/memory.max" : "/memory.limit_in_bytes";
    for (String level : group.levels()) {
      smallest = smaller(smallest, KernelText.number(files.read(level + name)));
    }
    if (!group.unified()) {
      String stat = group.readInnermost(files, "memory.stat");
      smallest = smaller(smallest, KernelText.value(stat, "hierarchical_memory_limit"));
    }
    return smallest;
  }

  /** The smallest CPU quota on the way up, in cores. */
  static OptionalDouble cpuQuota(SmallFiles files, CgroupTree.Group group) {
    double smallest = Double.POSITIVE_INFINITY;
    for (String level : group.levels()) {
      double quota = group.unified() ? quota(files, level) : legacyQuota(files, level);
      smallest = Math.min(smallest, quota);
    }
    return smallest == Double.POSITIVE_INFINITY
        ? OptionalDouble.empty()
        : OptionalDouble.of(smallest);
  }

  /** {@code cpu.max}: {@code $MAX $PERIOD}, microseconds or the word max. */
  private static double quota(SmallFiles files, String level) {
    String text = files.read(level + "/cpu.max");
    int space = text == null ? -1 : text.indexOf(' ');
    if (text == null || space < 0) {
      return Double.POSITIVE_INFINITY;
    }
    return cores(KernelText.number(text, 0, space), KernelText.number(text, space, text.length()));
  }

  private static double legacyQuota(SmallFiles files, String level) {
    long quota = KernelText.number(files.read(level + "/cpu.cfs_quota_us"));
    return quota <= 0
        ? Double.POSITIVE_INFINITY
        : cores(quota, KernelText.number(files.read(level + "/cpu.cfs_period_us")));
  }

  private static double cores(long quota, long period) {
    return quota <= 0 || period <= 0 ? Double.POSITIVE_INFINITY : (double) quota / period;
  }

  /** 0 and "none" are no limits; so is what v1 writes for none on any page size. */
  private static long smaller(long smallest, long candidate) {
    if (candidate <= 0 || candidate >= 1L << 62) {
      return smallest;
    }
    return smallest < 0 ? candidate : Math.min(smallest, candidate);
  }

  /** Which CPUs the pod may run on now. */
  public PodCpus podCpus() {
    BitSet own = cpuSet(CgroupTree.locate(files).cpuset());
    BitSet online = CpuList.parse(files.read(ONLINE));
    List<Integer> numbers = new ArrayList<>();
    if (own != null) {
      for (int cpu = own.nextSetBit(0); cpu >= 0; cpu = own.nextSetBit(cpu + 1)) {
        numbers.add(cpu);
      }
    }
    return new PodCpus(numbers, online == null ? 0 : online.cardinality());
  }

  private int cpus(CgroupTree.Group group) {
    BitSet cpus = cpuSet(group);
    return cpus == null ? Runtime.getRuntime().availableProcessors() : cpus.cardinality();
  }

  private @Nullable BitSet cpuSet(CgroupTree.Group group) {
    String status = files.read("/proc/self/status");
    BitSet cpus = CpuList.parse(KernelText.line(status, "Cpus_allowed_list:"));
    cpus = both(cpus, CpuList.parse(cpuset(group)));
    // The affinity of an unrestricted process names CPUs that could be plugged in, too.
    return both(cpus, CpuList.parse(files.read(ONLINE)));
  }

  private @Nullable String cpuset(CgroupTree.Group group) {
    if (group.unified()) {
      return group.readInnermost(files, "cpuset.cpus.effective");
    }
    String effective = group.readInnermost(files, "cpuset.effective_cpus");
    return effective != null ? effective : group.readInnermost(files, "cpuset.cpus");
  }

  /** What both name; the known one if the other is missing or contradicts it. */
  private static @Nullable BitSet both(@Nullable BitSet known, @Nullable BitSet other) {
    if (known == null) {
      return other;
    }
    if (other != null && known.intersects(other)) {
      known.and(other);
    }
    return known;
  }

  private static long availableMemory(@Nullable String meminfo) {
    long available = KernelText.value(meminfo, "MemAvailable:");
    if (available < 0) {
      available = KernelText.value(meminfo, "MemFree:");
    }
    // More than fits is as unknown as what is no number.
    return available > 0 && available <= Long.MAX_VALUE / 1024 ? available * 1024 : 0;
  }
}
