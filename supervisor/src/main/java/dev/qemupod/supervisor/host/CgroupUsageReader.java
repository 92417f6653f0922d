package dev.qemupod.supervisor.host;

import dev.qemupod.supervisor.host.PodLimits.CgroupVersion;
import dev.qemupod.supervisor.host.PodUsage.Throttling;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the pod uses, for each metrics sample: the innermost group that is visible, and the
 * limits as they are now, since a pod can be resized in place.
 *
 * <p>Never throws: what the kernel does not tell is absent. Sources: cgroup-v2.rst, cgroup-v1/
 * memory.rst, scheduler/sched-bwc.rst and accounting/psi.rst of Linux's Documentation.
 */
public final class CgroupUsageReader {
  private static final double MICROS = 1e6;
  private static final double NANOS = 1e9;
  private static final String[] RESOURCES = {"cpu", "memory", "io"};
  private static final String[] KINDS = {"some", "full"};
  private static final String[] EVENTS = {"high", "max", "oom", "oom_kill"};

  /** Kernels before 5.18 have no sum, only these parts of it. */
  private static final String[] KERNEL_PARTS = {"kernel_stack", "pagetables", "percpu", "slab"};

  private final SmallFiles files;
  private final CgroupTree tree;

  /** A reader of the files below the root, {@code /} in production; finds the own group once. */
  public CgroupUsageReader(Path root) {
    this.files = new SmallFiles(root);
    this.tree = CgroupTree.locate(files);
  }

  /** The usage now. */
  public PodUsage read() {
    return usage(CgroupReader.cpuQuota(files, tree.cpu()), throttling(), pressure());
  }

  /** The memory alone, for those who look often: half of the files. */
  public PodUsage readMemory() {
    return usage(OptionalDouble.empty(), Optional.empty(), Map.of());
  }

  private PodUsage usage(
      OptionalDouble cpuQuota, Optional<Throttling> throttling, Map<String, Double> pressure) {
    Memory memory = tree.memory().unified() ? unifiedMemory() : legacyMemory();
    return new PodUsage(
        known(CgroupReader.memoryLimit(files, tree.memory())),
        known(memory.usage),
        workingSet(memory),
        known(memory.anonymous),
        known(memory.kernel),
        known(memory.majorFaults),
        memory.events,
        cpuQuota,
        throttling,
        pressure);
  }

  private Memory unifiedMemory() {
    String stat = memory("memory.stat");
    String events = memory("memory.events");
    Map<String, Long> counts = new HashMap<>();
    for (String event : EVENTS) {
      putKnown(counts, event, KernelText.value(events, event));
    }
    return new Memory(
        KernelText.number(memory("memory.current")),
        KernelText.value(stat, "inactive_file"),
        sum(KernelText.value(stat, "anon"), KernelText.value(stat, "shmem")),
        unifiedKernel(stat),
        KernelText.value(stat, "pgmajfault"),
        counts);
  }

  private static long unifiedKernel(@Nullable String stat) {
    long kernel = KernelText.value(stat, "kernel");
    if (kernel >= 0) {
      return kernel;
    }
    long sum = KernelText.NONE;
    for (String part : KERNEL_PARTS) {
      long value = KernelText.value(stat, part);
      if (value >= 0) {
        sum = sum(Math.max(0, sum), value);
        if (sum < 0) {
          return KernelText.NONE;
        }
      }
    }
    return sum;
  }

  /** Of v1, rss is anonymous memory and shmem a part of the cache that can not be reclaimed. */
  private Memory legacyMemory() {
    String stat = memory("memory.stat");
    Map<String, Long> counts = new HashMap<>();
    putKnown(counts, "max", KernelText.number(memory("memory.failcnt")));
    putKnown(counts, "oom_kill", KernelText.value(memory("memory.oom_control"), "oom_kill"));
    return new Memory(
        KernelText.number(memory("memory.usage_in_bytes")),
        KernelText.value(stat, "total_inactive_file"),
        sum(KernelText.value(stat, "total_rss"), KernelText.value(stat, "total_shmem")),
        KernelText.number(memory("memory.kmem.usage_in_bytes")),
        KernelText.value(stat, "total_pgmajfault"),
        counts);
  }

  private @Nullable String memory(String name) {
    return tree.memory().readInnermost(files, name);
  }

  private Optional<Throttling> throttling() {
    String stat = tree.cpu().readInnermost(files, "cpu.stat");
    long periods = KernelText.value(stat, "nr_periods");
    long throttled = KernelText.value(stat, "nr_throttled");
    boolean unified = tree.cpu().unified();
    long time = KernelText.value(stat, unified ? "throttled_usec" : "throttled_time");
    return periods < 0 || throttled < 0 || time < 0
        ? Optional.empty()
        : Optional.of(new Throttling(periods, throttled, time / (unified ? MICROS : NANOS)));
  }

  /** Only of v2: beside v1 controllers the v2 tree's root, and so the whole node, would answer. */
  private Map<String, Double> pressure() {
    Map<String, Double> pressure = new HashMap<>();
    if (tree.version() != CgroupVersion.V2) {
      return pressure;
    }
    for (String resource : RESOURCES) {
      String text = tree.memory().readInnermost(files, resource + ".pressure");
      for (String kind : KINDS) {
        String line = KernelText.line(text, kind);
        int total = line == null ? -1 : line.indexOf("total=");
        if (line != null && total >= 0) {
          long micros = KernelText.number(line, total + "total=".length(), line.length());
          if (micros >= 0) {
            pressure.put(resource + "/" + kind, micros / MICROS);
          }
        }
      }
    }
    return pressure;
  }

  /** As the kubelet computes it to evict pods. */
  private static OptionalLong workingSet(Memory memory) {
    return memory.usage < 0 || memory.inactiveFile < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.max(0, memory.usage - memory.inactiveFile));
  }

  private static long sum(long first, long second) {
    // A sum that does not fit is negative, and so not told either.
    return first < 0 || second < 0 ? KernelText.NONE : first + second;
  }

  private static void putKnown(Map<String, Long> counts, String event, long count) {
    if (count >= 0) {
      counts.put(event, count);
    }
  }

  private static OptionalLong known(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Bytes, {@link KernelText#NONE} where not told. */
  private record Memory(
      long usage,
      long inactiveFile,
      long anonymous,
      long kernel,
      long majorFaults,
      Map<String, Long> events) {}
}
