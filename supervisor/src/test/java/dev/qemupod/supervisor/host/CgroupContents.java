package dev.qemupod.supervisor.host;

import dev.qemupod.supervisor.Bytes;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** What the kernel's files about control groups may hold, and what they never should. */
final class CgroupContents {
  /** That of {@link FakeTree#node}. */
  static final long NODE_MEMORY = 16L << 30;

  /** What is read of a group, v1 and v2; every number in it may be anything. */
  private static final List<String> FILES =
      List.of(
          "memory.max",
          "memory.current",
          "memory.stat",
          "memory.events",
          "cpu.max",
          "cpu.stat",
          "cpuset.cpus.effective",
          "memory.pressure",
          "memory.limit_in_bytes",
          "memory.usage_in_bytes",
          "memory.failcnt",
          "memory.oom_control",
          "memory.kmem.usage_in_bytes",
          "cpu.cfs_quota_us",
          "cpu.cfs_period_us",
          "cpuset.cpus",
          "cpuset.effective_cpus");

  private CgroupContents() {}

  static Arbitrary<String> limits() {
    return Arbitraries.oneOf(
        Arbitraries.longs().between(1, 2 * NODE_MEMORY).map(String::valueOf),
        Arbitraries.integers().between(1, 1_000_000).map(String::valueOf),
        Arbitraries.of("max", "0", "-1", "", "garbage", "12x", "9223372036854771712"),
        Arbitraries.of("9223372036854775807", "9223372036854775808", "18446744073709551615"));
  }

  static Arbitrary<Map<String, byte[]>> files() {
    Arbitrary<byte[]> numbers =
        Combinators.combine(limits(), limits()).as((one, two) -> Bytes.of(one + " " + two + "\n"));
    Arbitrary<byte[]> stat =
        Combinators.combine(
                Arbitraries.of(
                    "anon",
                    "shmem",
                    "inactive_file",
                    "kernel_stack",
                    "pagetables",
                    "percpu",
                    "slab",
                    "total_rss",
                    "total_shmem",
                    "total_inactive_file",
                    "nr_periods",
                    "nr_throttled",
                    "throttled_usec",
                    "throttled_time",
                    "oom_kill",
                    "max",
                    "hierarchical_memory_limit",
                    "some avg10=0.00 total="),
                limits())
            .as((key, value) -> key + " " + value + "\n")
            .list()
            .ofMaxSize(12)
            .map(lines -> Bytes.of(String.join("", lines)));
    return Arbitraries.maps(
            Arbitraries.of(FILES),
            Arbitraries.oneOf(Bytes.noise(30), numbers, stat, Bytes.damaged(stat)))
        .ofMaxSize(8);
  }

  static Arbitrary<byte[]> meminfo() {
    Arbitrary<byte[]> usual =
        Combinators.combine(limits(), limits())
            .as(
                (total, free) ->
                    Bytes.of("MemTotal: " + total + " kB\nMemAvailable: " + free + " kB\n"));
    return Arbitraries.oneOf(usual, Bytes.damaged(usual));
  }

  static Arbitrary<byte[]> mounts() {
    Arbitrary<String> path = Arbitraries.of("/", "/a", "/a/b", "/..", "\\040", "", "//", "/\\134");
    Arbitrary<byte[]> usual =
        Combinators.combine(
                path,
                path,
                Arbitraries.of("cgroup", "cgroup2", "cgroupfs", "tmpfs"),
                Arbitraries.of("rw", "rw,memory", "rw,cpu,cpuset,memory", "memory,"))
            .as(
                (group, at, type, options) ->
                    "1 2 0:3 " + group + " /sys/fs/cgroup" + at + " rw - " + type + " c " + options)
            .list()
            .ofMaxSize(4)
            .map(lines -> Bytes.of(String.join("\n", lines)));
    return Arbitraries.oneOf(usual, Bytes.damaged(usual), Bytes.noise(60));
  }

  static Arbitrary<byte[]> groups() {
    Arbitrary<byte[]> usual =
        Combinators.combine(
                Arbitraries.of("0::", "4:memory:", "5:cpu,cpuset:", ":", ":::"),
                Arbitraries.of("/", "/a", "/a/b/", "//", "/../x", "", "a", "/".repeat(300)))
            .as((start, path) -> start + path)
            .list()
            .ofMaxSize(4)
            .map(lines -> Bytes.of(String.join("\n", lines)));
    return Arbitraries.oneOf(usual, Bytes.damaged(usual), Bytes.noise(60));
  }
}
