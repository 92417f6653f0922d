package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterTry;

/** Whatever the kernel's files hold: no exception, no nonsense, and always the smallest limit. */
class CgroupPropertyTest {
  /** A level of the tree: its limit and its quota as the kernel writes them. */
  record Level(String memory, String quota, String period) {}

  private final Path root = Files.createTempDirectory("cgroups");

  CgroupPropertyTest() throws IOException {}

  @AfterTry
  void remove() throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Property(tries = 100)
  void theSmallestLimitOfTheV2TreeCounts(@ForAll("levels") List<Level> levels) {
    FakeTree tree = FakeTree.node(root).unified("/", own(levels));
    StringBuilder folder = new StringBuilder();
    for (int index = 0; index < levels.size(); index++) {
      Level level = levels.get(index);
      tree.cgroup(folder + "memory.max", level.memory);
      tree.cgroup(folder + "cpu.max", level.quota + " " + level.period);
      folder.append("g").append(index).append('/');
    }
    check(levels, tree);
  }

  @Property(tries = 100)
  void theSmallestLimitOfTheV1TreesCounts(
      @ForAll("levels") List<Level> levels, @ForAll("limits") String hierarchical) {
    FakeTree tree = FakeTree.node(root).legacy("/", own(levels));
    StringBuilder folder = new StringBuilder();
    for (int index = 0; index < levels.size(); index++) {
      Level level = levels.get(index);
      tree.cgroup("memory/" + folder + "memory.limit_in_bytes", level.memory);
      tree.cgroup("cpu,cpuacct/" + folder + "cpu.cfs_quota_us", level.quota);
      tree.cgroup("cpu,cpuacct/" + folder + "cpu.cfs_period_us", level.period);
      folder.append("g").append(index).append('/');
    }
    tree.cgroup("memory/memory.stat", "cache 1\nhierarchical_memory_limit " + hierarchical);
    List<Level> all = new ArrayList<>(levels);
    all.add(new Level(hierarchical, "max", "100000"));
    check(all, tree);
  }

  @Property(tries = 100)
  void sumsAreExactOrNotTold(@ForAll("parts") Map<String, Long> parts) {
    StringBuilder stat = new StringBuilder();
    parts.forEach((key, value) -> stat.append(key).append(' ').append(value).append('\n'));
    PodUsage usage =
        FakeTree.node(root).unified("/", "/").cgroup("memory.stat", stat.toString()).usage();
    List<String> kernel = List.of("kernel_stack", "pagetables", "percpu", "slab");
    assertEquals(sum(parts, kernel), usage.memoryKernel());
    boolean both = parts.containsKey("anon") && parts.containsKey("shmem");
    assertEquals(
        both ? sum(parts, List.of("anon", "shmem")) : OptionalLong.empty(),
        usage.memoryAnonymous());
  }

  private static OptionalLong sum(Map<String, Long> parts, List<String> keys) {
    BigInteger sum = BigInteger.ZERO;
    for (String key : keys) {
      sum = sum.add(BigInteger.valueOf(parts.getOrDefault(key, 0L)));
    }
    boolean told = keys.stream().anyMatch(parts::containsKey) && sum.bitLength() < Long.SIZE;
    return told ? OptionalLong.of(sum.longValueExact()) : OptionalLong.empty();
  }

  @Property(tries = 150)
  void anyBytesInTheGroupsGiveNoNonsense(
      @ForAll("layouts") String layout,
      @ForAll("contents") Map<String, byte[]> contents,
      @ForAll("contents") Map<String, byte[]> inner,
      @ForAll("meminfo") byte[] meminfo) {
    FakeTree tree = FakeTree.node(root);
    if (!layout.equals("v1")) {
      tree.unified("/", "/a");
    }
    if (!layout.equals("v2")) {
      FakeTree v1 = new FakeTree(root).legacy("/", "/a");
      if (layout.equals("hybrid")) {
        v1.append("/proc/self/cgroup", "0::/a\n")
            .append("/proc/self/mountinfo", "9 8 0:1 / /sys/fs/cgroup/unified rw - cgroup2 c rw\n");
      }
    }
    contents.forEach((name, bytes) -> everywhere(name, bytes));
    inner.forEach((name, bytes) -> everywhere("a/" + name, bytes));
    write("proc/meminfo", meminfo);
    checkSane(tree.limits(), tree.usage());
  }

  @Property(tries = 150)
  void anyBytesThatTellWhereTheGroupsAreGiveNoNonsense(
      @ForAll("mounts") byte[] mounts, @ForAll("groups") byte[] groups) {
    FakeTree tree = FakeTree.node(root).cgroup("memory.max", 1 << 30);
    write("proc/self/mountinfo", mounts);
    write("proc/self/cgroup", groups);
    checkSane(tree.limits(), tree.usage());
  }

  @Provide
  Arbitrary<List<Level>> levels() {
    return Combinators.combine(limits(), limits(), limits())
        .as(Level::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> limits() {
    return CgroupContents.limits();
  }

  @Provide
  Arbitrary<Map<String, Long>> parts() {
    return Arbitraries.maps(
        Arbitraries.of("anon", "shmem", "kernel_stack", "pagetables", "percpu", "slab"),
        Arbitraries.longs().between(0, Long.MAX_VALUE));
  }

  @Provide
  Arbitrary<String> layouts() {
    return Arbitraries.of("v1", "v2", "hybrid");
  }

  @Provide
  Arbitrary<Map<String, byte[]>> contents() {
    return CgroupContents.files();
  }

  @Provide
  Arbitrary<byte[]> meminfo() {
    return CgroupContents.meminfo();
  }

  @Provide
  Arbitrary<byte[]> mounts() {
    return CgroupContents.mounts();
  }

  @Provide
  Arbitrary<byte[]> groups() {
    return CgroupContents.groups();
  }

  private static String own(List<Level> levels) {
    StringBuilder path = new StringBuilder("/");
    for (int index = 0; index < levels.size() - 1; index++) {
      path.append(index == 0 ? "" : "/").append("g").append(index);
    }
    return path.toString();
  }

  private static void check(List<Level> levels, FakeTree tree) {
    OptionalLong memory = OptionalLong.empty();
    OptionalDouble cores = OptionalDouble.empty();
    for (Level level : levels) {
      long limit = positive(level.memory);
      if (limit > 0 && limit < 1L << 62) {
        memory = OptionalLong.of(Math.min(limit, memory.orElse(limit)));
      }
      long quota = positive(level.quota);
      long period = positive(level.period);
      if (quota > 0 && period > 0) {
        double some = (double) quota / period;
        cores = OptionalDouble.of(Math.min(some, cores.orElse(some)));
      }
    }
    PodLimits limits = tree.limits();
    boolean reachable = memory.orElse(0) / 1024 <= CgroupContents.NODE_MEMORY / 1024;
    assertEquals(reachable ? memory : OptionalLong.empty(), limits.memory());
    assertEquals(cores, limits.cpuQuota());
    assertEquals(memory, tree.usage().memoryLimit());
    assertEquals(cores, tree.usage().cpuLimit());
    checkSane(limits, tree.usage());
  }

  /** The number; 0 if it is none that could limit anything. */
  private static long positive(String text) {
    boolean number = text.matches("[0-9]+") && new BigInteger(text).bitLength() < Long.SIZE;
    return number ? Long.parseLong(text) : 0;
  }

  private static void checkSane(PodLimits limits, PodUsage usage) {
    assertTrue(limits.memory().orElse(1) > 0, limits::toString);
    assertTrue(limits.cpuQuota().orElse(1) > 0, limits::toString);
    assertTrue(Double.isFinite(limits.cpuQuota().orElse(1)), limits::toString);
    assertTrue(limits.cpus() >= 1 && limits.cpus() <= 8, limits::toString);
    assertTrue(limits.availableMemory() >= 0, limits::toString);
    assertTrue(usage.memoryLimit().orElse(1) > 0, usage::toString);
    assertTrue(usage.memoryUsage().orElse(0) >= 0, usage::toString);
    assertTrue(usage.memoryWorkingSet().orElse(0) <= usage.memoryUsage().orElse(0));
    assertTrue(usage.memoryWorkingSet().orElse(0) >= 0, usage::toString);
    assertTrue(usage.memoryAnonymous().orElse(0) >= 0, usage::toString);
    assertTrue(usage.memoryKernel().orElse(0) >= 0, usage::toString);
    usage.memoryEvents().values().forEach(count -> assertTrue(count >= 0, usage::toString));
    usage.pressure().values().forEach(seconds -> assertTrue(seconds >= 0, usage::toString));
  }

  private void everywhere(String name, byte[] bytes) {
    for (String folder : List.of("", "memory/", "cpu,cpuacct/", "cpuset/", "unified/")) {
      write("sys/fs/cgroup/" + folder + name, bytes);
    }
  }

  private void write(String path, byte[] bytes) {
    new FakeTree(root).file("/" + path, new String(bytes, StandardCharsets.ISO_8859_1));
  }
}
