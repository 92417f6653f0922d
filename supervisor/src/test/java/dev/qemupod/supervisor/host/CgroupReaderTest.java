package dev.qemupod.supervisor.host;

import static dev.qemupod.supervisor.host.FakeTree.MIB;
import static dev.qemupod.supervisor.host.FakeTree.NO_LIMIT_V1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.host.PodLimits.CgroupVersion;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the limits are found in the layouts of cgroup v1, v2 and hybrids. */
class CgroupReaderTest {
  @TempDir Path root;

  @Test
  void reads_a_container_on_v2() {
    PodLimits limits =
        FakeTree.node(root)
            .unified("/", "/")
            .cgroup("memory.max", 512 * MIB)
            .cgroup("cpu.max", "150000 100000")
            .cgroup("cpuset.cpus.effective", "2-3,5")
            .limits();

    assertEquals(
        new PodLimits(
            CgroupVersion.V2, OptionalLong.of(512 * MIB), OptionalDouble.of(1.5), 3, 8192 * MIB),
        limits);
  }

  @Test
  void reads_a_container_on_v1_that_mounts_its_own_group() {
    PodLimits limits =
        FakeTree.node(root)
            .legacy("/docker/abc", "/docker/abc")
            .cgroup("memory/memory.limit_in_bytes", 256 * MIB)
            .cgroup("cpu,cpuacct/cpu.cfs_quota_us", 50_000)
            .cgroup("cpu,cpuacct/cpu.cfs_period_us", 100_000)
            .cgroup("cpuset/cpuset.cpus", "0-7")
            .cgroup("cpuset/cpuset.effective_cpus", "0-1")
            .limits();

    assertEquals(
        new PodLimits(
            CgroupVersion.V1, OptionalLong.of(256 * MIB), OptionalDouble.of(0.5), 2, 8192 * MIB),
        limits);
  }

  @Test
  void reads_v1_controllers_beside_an_empty_v2_tree() {
    PodLimits limits =
        FakeTree.node(root)
            .legacy("/", "/kubepods/pod1")
            .append("/proc/self/cgroup", "0::/system.slice\n")
            .append(
                "/proc/self/mountinfo",
                "40 30 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n")
            .cgroup("memory/kubepods/pod1/memory.limit_in_bytes", 300 * MIB)
            .cgroup("unified/system.slice/memory.max", 1)
            .limits();

    assertEquals(CgroupVersion.HYBRID, limits.cgroups());
    assertEquals(OptionalLong.of(300 * MIB), limits.memory());
  }

  @Test
  void reads_each_controller_where_it_is() {
    PodLimits limits =
        FakeTree.node(root)
            .file("/proc/self/cgroup", "3:memory:/a\n0::/b\n")
            .file(
                "/proc/self/mountinfo",
                """
                1 0 0:1 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
                2 0 0:2 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
                """)
            .cgroup("memory/a/memory.limit_in_bytes", 300 * MIB)
            .cgroup("unified/b/cpu.max", "200000 100000")
            .cgroup("unified/b/memory.max", 100 * MIB)
            .limits();

    assertEquals(OptionalLong.of(300 * MIB), limits.memory());
    assertEquals(OptionalDouble.of(2), limits.cpuQuota());
  }

  @Test
  void ignores_named_v1_hierarchies_without_controllers() {
    PodLimits limits =
        FakeTree.node(root)
            .unified("/", "/")
            .append("/proc/self/cgroup", "1:name=systemd:/x\n")
            .append(
                "/proc/self/mountinfo",
                "9 1 0:9 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n")
            .cgroup("memory.max", 400 * MIB)
            .limits();

    assertEquals(CgroupVersion.V2, limits.cgroups());
    assertEquals(OptionalLong.of(400 * MIB), limits.memory());
  }

  @ParameterizedTest
  @CsvSource({"400, 500, 600, 400", "500, 400, 600, 400", "600, 500, 400, 400"})
  void counts_the_smallest_limit_up_the_tree(long inner, long middle, long outer, long smallest) {
    PodLimits v2 =
        FakeTree.node(root.resolve("v2"))
            .unified("/", "/pod/vm")
            .cgroup("pod/vm/memory.max", inner * MIB)
            .cgroup("pod/memory.max", middle * MIB)
            .cgroup("memory.max", outer * MIB)
            .cgroup("pod/vm/cpu.max", inner + "00 100000")
            .cgroup("pod/cpu.max", middle + "00 100000")
            .cgroup("cpu.max", outer + "000 1000000")
            .limits();
    PodLimits v1 =
        FakeTree.node(root.resolve("v1"))
            .legacy("/", "/pod/vm")
            .cgroup("memory/pod/vm/memory.limit_in_bytes", inner * MIB)
            .cgroup("memory/pod/memory.limit_in_bytes", middle * MIB)
            .cgroup("memory/memory.limit_in_bytes", outer * MIB)
            .limits();

    assertEquals(OptionalLong.of(smallest * MIB), v2.memory());
    assertEquals(OptionalDouble.of(smallest / 1000.0), v2.cpuQuota());
    assertEquals(OptionalLong.of(smallest * MIB), v1.memory());
  }

  @Test
  void reads_parents_when_the_own_group_has_no_files() {
    PodLimits limits =
        FakeTree.node(root)
            .unified("/", "/pod/vm/inner")
            .cgroup("pod/memory.max", 500 * MIB)
            .cgroup("pod/cpuset.cpus.effective", "1")
            .limits();

    assertEquals(OptionalLong.of(500 * MIB), limits.memory());
    assertEquals(1, limits.cpus());
  }

  @Test
  void counts_what_v1_tells_of_ancestors_out_of_sight() {
    PodLimits limits =
        FakeTree.node(root)
            .legacy("/kubepods/pod1/vm", "/kubepods/pod1/vm")
            .cgroup("memory/memory.limit_in_bytes", NO_LIMIT_V1)
            .cgroup("memory/memory.stat", "cache 1\nhierarchical_memory_limit " + 700 * MIB)
            .limits();

    assertEquals(OptionalLong.of(700 * MIB), limits.memory());
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/, /../../other",
    "/, /..",
    "/kubepods/pod1/vm, /kubepods/pod1/vm",
    "/kubepods/pod1/vm, /kubepods/pod1/vm/",
    "/kubepods/pod1/vm, /",
    "/kubepods/pod1/vm, /kubepods/pod1/vmlinux",
    "/../../.., /",
    "/, /docker/not/visible/here",
    "/docker/abc, /docker/def",
    "/, garbage"
  })
  void finds_its_own_group_at_the_mount_point(String mounted, String own) {
    PodLimits v1 =
        FakeTree.node(root.resolve("v1"))
            .legacy(mounted, own)
            .cgroup("memory/memory.limit_in_bytes", 256 * MIB)
            .limits();
    PodLimits v2 =
        FakeTree.node(root.resolve("v2"))
            .unified(mounted, own)
            .cgroup("memory.max", 256 * MIB)
            .limits();

    assertEquals(OptionalLong.of(256 * MIB), v1.memory());
    assertEquals(OptionalLong.of(256 * MIB), v2.memory());
  }

  @Test
  void finds_its_own_group_below_a_mounted_ancestor() {
    PodLimits limits =
        FakeTree.node(root)
            .unified("/kubepods/pod1", "/kubepods/pod1/vm")
            .cgroup("vm/memory.max", 256 * MIB)
            .cgroup("memory.max", "max")
            .limits();

    assertEquals(OptionalLong.of(256 * MIB), limits.memory());
  }

  @Test
  void prefers_the_usual_mount_point_over_a_second_mount_of_the_host() {
    PodLimits limits =
        FakeTree.node(root)
            .unified("/", "/")
            .append(
                "/proc/self/mountinfo", "50 23 0:27 / /host/sys/fs/cgroup rw - cgroup2 cgroup rw\n")
            .cgroup("memory.max", 256 * MIB)
            .file("/host/sys/fs/cgroup/memory.max", "max\n")
            .limits();

    assertEquals(OptionalLong.of(256 * MIB), limits.memory());
  }

  @Test
  void reads_an_escaped_mount_point() {
    PodLimits limits =
        FakeTree.node(root)
            .file("/proc/self/cgroup", "0::/\n")
            .file("/proc/self/mountinfo", "1 0 0:1 / /my\\040cgroups\\134x rw - cgroup2 none rw\n")
            .file("/my cgroups\\x/memory.max", "268435456\n")
            .limits();

    assertEquals(OptionalLong.of(256 * MIB), limits.memory());
  }

  @Test
  void knows_nothing_where_nothing_can_be_read() {
    PodLimits limits = new FakeTree(root).limits();

    assertEquals(CgroupVersion.NONE, limits.cgroups());
    assertEquals(OptionalLong.empty(), limits.memory());
    assertEquals(OptionalDouble.empty(), limits.cpuQuota());
    assertEquals(Runtime.getRuntime().availableProcessors(), limits.cpus());
    assertEquals(0, limits.availableMemory());
  }

  @Test
  void reads_v2_without_knowing_its_own_group() {
    FakeTree tree = FakeTree.node(root).unified("/", "/").cgroup("memory.max", 256 * MIB);

    assertEquals(OptionalLong.of(256 * MIB), tree.file("/proc/self/cgroup", "").limits().memory());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "1 2 3",
        " - cgroup2",
        "x - cgroup2 y",
        "1 0 0:1 / /a - cgroup2 x",
        "1 0 0:1 / /a rw - cgroup2",
        "1 0 0:1 / /a rw - cgroupfs x rw"
      })
  void survives_a_damaged_mount_table(String mountinfo) {
    assertEquals(
        CgroupVersion.NONE,
        FakeTree.node(root)
            .file("/proc/self/cgroup", "::\n:\n0:\n0::")
            .file("/proc/self/mountinfo", mountinfo)
            .limits()
            .cgroups());
  }

  @Test
  void survives_folders_in_place_of_files() {
    FakeTree tree =
        FakeTree.node(root).unified("/", "/").cgroup("memory.max/x", 1).cgroup("cpu.max/x", 1);

    assertEquals(OptionalLong.empty(), tree.limits().memory());
    assertEquals(OptionalDouble.empty(), tree.limits().cpuQuota());
  }

  @Test
  void takes_free_memory_where_old_kernels_tell_no_available() {
    assertEquals(
        4096,
        new FakeTree(root).file("/proc/meminfo", "MemFree: 4 kB\n").limits().availableMemory());
  }

  @Test
  void takes_more_memory_than_fits_for_none() {
    assertEquals(
        0,
        new FakeTree(root)
            .file("/proc/meminfo", "MemAvailable: 9223372036854775807 kB\n")
            .limits()
            .availableMemory());
  }

  @Test
  void reads_this_machine() {
    PodLimits limits = new CgroupReader(Path.of("/")).read();

    assertTrue(limits.cpus() >= 1);
    assertTrue(limits.availableMemory() > 0);
  }
}
