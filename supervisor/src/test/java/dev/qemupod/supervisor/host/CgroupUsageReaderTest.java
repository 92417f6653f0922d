package dev.qemupod.supervisor.host;

import static dev.qemupod.supervisor.host.FakeTree.MIB;
import static dev.qemupod.supervisor.host.FakeTree.NO_LIMIT_V1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.host.PodUsage.Throttling;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupUsageReaderTest {
  @TempDir Path root;

  @Test
  void reads_v2() {
    PodUsage usage = unified().usage();

    assertEquals(
        new PodUsage(
            OptionalLong.of(512 * MIB),
            OptionalLong.of(400 * MIB),
            OptionalLong.of(380 * MIB),
            OptionalLong.of(310 * MIB),
            OptionalLong.of(7 * MIB),
            OptionalLong.of(11),
            Map.of("high", 1L, "max", 2L, "oom", 3L, "oom_kill", 4L),
            OptionalDouble.of(1.5),
            Optional.of(new Throttling(100, 20, 1.5)),
            Map.of(
                "memory/some", 1.5,
                "memory/full", 0.25,
                "cpu/some", 3.0,
                "cpu/full", 0.0,
                "io/some", 0.5)),
        usage);
  }

  @Test
  void adds_the_kernel_parts_up_where_v2_tells_no_sum() {
    PodUsage usage =
        unified()
            .cgroup("memory.stat", "kernel_stack 1\npagetables 20\npercpu 300\nslab 4000")
            .usage();

    assertEquals(OptionalLong.of(4321), usage.memoryKernel());
    assertEquals(OptionalLong.empty(), usage.memoryAnonymous());
    assertEquals(OptionalLong.empty(), usage.memoryWorkingSet());
  }

  @Test
  void tells_no_sum_that_does_not_fit() {
    String most = Long.toString(Long.MAX_VALUE);
    PodUsage usage =
        unified()
            .cgroup(
                "memory.stat",
                "anon " + most + "\nshmem 1\nkernel_stack " + most + "\npagetables 1\nslab 5")
            .usage();

    assertEquals(OptionalLong.empty(), usage.memoryKernel());
    assertEquals(OptionalLong.empty(), usage.memoryAnonymous());
  }

  @Test
  void reads_v1() {
    PodUsage usage =
        FakeTree.node(root)
            .legacy("/docker/abc", "/docker/abc")
            .cgroup("memory/memory.limit_in_bytes", 512 * MIB)
            .cgroup("memory/memory.usage_in_bytes", 400 * MIB)
            .cgroup("memory/memory.kmem.usage_in_bytes", 5 * MIB)
            .cgroup("memory/memory.failcnt", 17)
            .cgroup("memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2")
            .cgroup(
                "memory/memory.stat",
                "rss 1\nshmem 2\ntotal_rss "
                    + 300 * MIB
                    + "\ntotal_shmem "
                    + 10 * MIB
                    + "\ntotal_inactive_file "
                    + 20 * MIB
                    + "\ntotal_pgmajfault 13")
            .cgroup("cpu,cpuacct/cpu.cfs_quota_us", 200_000)
            .cgroup("cpu,cpuacct/cpu.cfs_period_us", 100_000)
            .cgroup(
                "cpu,cpuacct/cpu.stat",
                "nr_periods 100\nnr_throttled 20\nthrottled_time 1500000000")
            .usage();

    assertEquals(
        new PodUsage(
            OptionalLong.of(512 * MIB),
            OptionalLong.of(400 * MIB),
            OptionalLong.of(380 * MIB),
            OptionalLong.of(310 * MIB),
            OptionalLong.of(5 * MIB),
            OptionalLong.of(13),
            Map.of("max", 17L, "oom_kill", 2L),
            OptionalDouble.of(2),
            Optional.of(new Throttling(100, 20, 1.5)),
            Map.of()),
        usage);
  }

  @Test
  void follows_a_pod_that_is_resized_in_place() {
    FakeTree tree = unified();
    CgroupUsageReader reader = new CgroupUsageReader(root);
    assertEquals(OptionalLong.of(512 * MIB), reader.read().memoryLimit());

    tree.cgroup("memory.max", 768 * MIB).cgroup("cpu.max", "max 100000");

    assertEquals(OptionalLong.of(768 * MIB), reader.read().memoryLimit());
    assertEquals(OptionalDouble.empty(), reader.read().cpuLimit());
  }

  @Test
  void never_tells_a_negative_working_set() {
    assertEquals(
        OptionalLong.of(0), unified().cgroup("memory.current", MIB).usage().memoryWorkingSet());
  }

  @Test
  void tells_no_pressure_of_the_node_beside_v1_controllers() {
    PodUsage usage =
        FakeTree.node(root)
            .legacy("/", "/")
            .append(
                "/proc/self/mountinfo",
                "40 30 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n")
            .cgroup("unified/cpu.pressure", "some avg10=0.00 total=9")
            .cgroup("memory/memory.limit_in_bytes", NO_LIMIT_V1)
            .usage();

    assertEquals(Map.of(), usage.pressure());
    assertEquals(OptionalLong.empty(), usage.memoryLimit());
  }

  @Test
  void knows_nothing_where_nothing_can_be_read() {
    assertEquals(
        new PodUsage(
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Map.of(),
            OptionalDouble.empty(),
            Optional.empty(),
            Map.of()),
        new FakeTree(root).usage());
  }

  @Test
  void survives_garbage() {
    PodUsage usage =
        unified()
            .cgroup("memory.current", "lots")
            .cgroup("memory.stat", "anon\ninactive_file -3\n\nshmem x")
            .cgroup("memory.events", "high")
            .cgroup("cpu.stat", "nr_periods 1 nr_throttled 2")
            .cgroup("memory.pressure", "some total=\nfull avg10=0")
            .cgroup("cpu.pressure", "")
            .cgroup("io.pressure", "sometimes total=3")
            .usage();

    assertEquals(OptionalLong.empty(), usage.memoryUsage());
    assertEquals(OptionalLong.empty(), usage.memoryAnonymous());
    assertEquals(Map.of(), usage.memoryEvents());
    assertEquals(Optional.empty(), usage.throttling());
    assertTrue(usage.pressure().isEmpty(), usage.pressure().toString());
  }

  private FakeTree unified() {
    return FakeTree.node(root)
        .unified("/", "/")
        .cgroup("memory.max", 512 * MIB)
        .cgroup("memory.current", 400 * MIB)
        .cgroup(
            "memory.stat",
            "anon "
                + 300 * MIB
                + "\nfile 1\npgmajfault 11\nkernel "
                + 7 * MIB
                + "\nkernel_stack 5\nshmem "
                + 10 * MIB
                + "\ninactive_file "
                + 20 * MIB)
        .cgroup("memory.events", "low 9\nhigh 1\nmax 2\noom 3\noom_kill 4\noom_group_kill 5")
        .cgroup("cpu.max", "150000 100000")
        .cgroup("cpu.stat", "usage_usec 9\nnr_periods 100\nnr_throttled 20\nthrottled_usec 1500000")
        .cgroup(
            "memory.pressure",
            "some avg10=0.00 avg60=1.11 avg300=0.00 total=1500000\n"
                + "full avg10=0.00 avg60=0.00 avg300=0.00 total=250000")
        .cgroup(
            "cpu.pressure",
            "some avg10=0.00 avg60=0.00 avg300=0.00 total=3000000\n"
                + "full avg10=0.00 avg60=0.00 avg300=0.00 total=0")
        .cgroup("io.pressure", "some avg10=0.00 avg60=0.00 avg300=0.00 total=500000");
  }
}
