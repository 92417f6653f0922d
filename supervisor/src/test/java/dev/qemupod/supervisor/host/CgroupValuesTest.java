package dev.qemupod.supervisor.host;

import static dev.qemupod.supervisor.host.FakeTree.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as a limit, a quota and a CPU, and what does not. */
class CgroupValuesTest {
  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max",
        "-1",
        "0",
        "",
        "\n",
        "many",
        "12x",
        "9223372036854771712",
        "9223372036854710272",
        "18446744073709551615",
        "99999999999999999999999999",
        "1125899906842624"
      })
  void takes_what_limits_nothing_as_no_limit(String value) {
    PodLimits v2 =
        FakeTree.node(root.resolve("v2")).unified("/", "/").cgroup("memory.max", value).limits();
    PodLimits v1 =
        FakeTree.node(root.resolve("v1"))
            .legacy("/", "/")
            .cgroup("memory/memory.limit_in_bytes", value)
            .limits();

    assertEquals(OptionalLong.empty(), v2.memory());
    assertEquals(OptionalLong.empty(), v1.memory());
  }

  @Test
  void takes_a_limit_as_large_as_the_node_and_none_above() {
    FakeTree tree = FakeTree.node(root).unified("/", "/");

    assertEquals(
        OptionalLong.of(16384 * MIB), tree.cgroup("memory.max", 16384 * MIB).limits().memory());
    assertEquals(OptionalLong.empty(), tree.cgroup("memory.max", 16385 * MIB).limits().memory());
    assertEquals(OptionalLong.of(16385 * MIB), tree.file("/proc/meminfo", "").limits().memory());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max 100000",
        "max",
        "",
        "0 100000",
        "100000",
        "100000 0",
        "-1 100000",
        "x y",
        "100000 x"
      })
  void takes_a_quota_that_limits_nothing_as_none(String value) {
    assertEquals(
        OptionalDouble.empty(),
        FakeTree.node(root).unified("/", "/").cgroup("cpu.max", value).limits().cpuQuota());
  }

  @ParameterizedTest
  @CsvSource({"-1, 100000", "0, 100000", "100000, 0", "100000, ''", "'', 100000", "x, y"})
  void takes_a_v1_quota_that_limits_nothing_as_none(String quota, String period) {
    assertEquals(
        OptionalDouble.empty(),
        FakeTree.node(root)
            .legacy("/", "/")
            .cgroup("cpu,cpuacct/cpu.cfs_quota_us", quota)
            .cgroup("cpu,cpuacct/cpu.cfs_period_us", period)
            .limits()
            .cpuQuota());
  }

  @ParameterizedTest
  @CsvSource({
    "0-3, 0-7, 0-7, 4",
    "0-7, 1,  0-7, 1",
    "0-7, '0-2,6-7', 0-7, 5",
    "0-7, '0-2,6-7', 0-6, 4",
    "0-127, 0-127, 0-1, 2",
    "'0,2', '2,4', 0-7, 1",
    "'', '2,4', 0-7, 2",
    "0-1, '', '', 2",
    "0-1, 5-6, 0-7, 2",
    "0-1, 3-2, 0-7, 2",
    "0-1, '0-', x, 2",
    "0-1, 0-99999999, 0-7, 2"
  })
  void counts_the_cpus_that_affinity_cpuset_and_hotplug_leave(
      String affinity, String cpuset, String online, int cpus) {
    PodLimits limits =
        FakeTree.node(root)
            .unified("/", "/")
            .file("/proc/self/status", "Cpus_allowed_list:\t" + affinity + "\n")
            .file("/sys/devices/system/cpu/online", online + "\n")
            .cgroup("cpuset.cpus.effective", cpuset)
            .limits();

    assertEquals(cpus, limits.cpus());
  }

  @Test
  void reads_the_v1_cpuset_of_old_kernels() {
    assertEquals(
        3,
        FakeTree.node(root).legacy("/", "/").cgroup("cpuset/cpuset.cpus", "1-3").limits().cpus());
  }
}
