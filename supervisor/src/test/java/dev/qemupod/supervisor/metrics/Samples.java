package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.host.CpuTime;
import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.host.ProcessUsage;
import dev.qemupod.supervisor.host.TapCounters;
import dev.qemupod.supervisor.host.ThreadUsage;
import dev.qemupod.supervisor.lifecycle.VmCounters;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.lifecycle.VmViews;
import dev.qemupod.supervisor.qmp.BalloonStats;
import dev.qemupod.supervisor.qmp.BlockStats;
import dev.qemupod.supervisor.qmp.BlockStats.Operation;
import dev.qemupod.supervisor.qmp.VcpuStats;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Samples of a VM, all at the moment of {@link VmViews#NOW}. */
final class Samples {
  static final Instant NOW = VmViews.NOW;
  private static final long MEBIBYTE = 1024 * 1024;

  private Samples() {}

  /** A sample in which every metric has a value. */
  static VmSample full() {
    return new VmSample(
        NOW.minusMillis(250),
        NOW,
        VmViews.withCounters(VmViews.running(), counters()),
        OptionalInt.of(2),
        List.of(vcpu(0, 4, 1.5, 0.25, 0.125), vcpu(1, 3, 1, 0.5, 0.5)),
        List.of(
            new VmSample.VcpuCount(
                0, new VcpuStats(OptionalLong.of(12345), OptionalLong.of(2_500_000_000L))),
            new VmSample.VcpuCount(1, new VcpuStats(OptionalLong.of(6), OptionalLong.empty()))),
        List.of(new VmSample.IothreadUsage("io-hda", 0.75)),
        new VmSample.MemorySample(
            OptionalLong.of(788 * MEBIBYTE),
            OptionalLong.of(700 * MEBIBYTE),
            OptionalLong.of(640 * MEBIBYTE),
            OptionalLong.of(160 * MEBIBYTE),
            Optional.of(
                new BalloonStats(
                    NOW.getEpochSecond() - 5,
                    Map.of(
                        "stat-total-memory",
                        750 * MEBIBYTE,
                        "stat-available-memory",
                        500 * MEBIBYTE,
                        "stat-free-memory",
                        400 * MEBIBYTE,
                        "stat-disk-caches",
                        90 * MEBIBYTE,
                        "stat-swap-in",
                        4096L,
                        "stat-swap-out",
                        8192L,
                        "stat-major-faults",
                        12L,
                        "stat-minor-faults",
                        3456L)))),
        List.of(disk("hda", 1)),
        Optional.of(process()),
        new NetworkSample(
            Optional.of(process()),
            "tap0",
            Optional.of(
                new TapCounters(
                    new TapCounters.Flow(1000, 10, 1, 2), new TapCounters.Flow(2000, 20, 3, 4)))),
        Optional.of(pod()),
        new SupervisorSample(
            new BuildInfo("0.1.0", "0123abc", "25.0.3"),
            NOW.minusSeconds(61),
            Optional.of(process()),
            8 * MEBIBYTE,
            12 * MEBIBYTE,
            24 * MEBIBYTE,
            17,
            19,
            3,
            5),
        List.of(
            new VmSample.CollectorOutcome("block", Duration.ofNanos(1_500_000), true),
            new VmSample.CollectorOutcome("balloon", Duration.ofSeconds(1), false)));
  }

  /** A sample of a moment when there is no qemu and no cgroup can be read. */
  static VmSample empty(VmView view) {
    return new VmSample(
        NOW,
        NOW,
        view,
        OptionalInt.empty(),
        List.of(),
        List.of(),
        List.of(),
        VmSample.MemorySample.unknown(),
        List.of(),
        Optional.empty(),
        NetworkSample.unknown(),
        Optional.empty(),
        new SupervisorSample(
            new BuildInfo("0.1.0", "0123abc", "25.0.3"),
            NOW.minusSeconds(1),
            Optional.empty(),
            1,
            2,
            3,
            0,
            0,
            0,
            0),
        List.of());
  }

  static VmSample withBlocks(VmSample sample, List<BlockSample> blocks) {
    return new VmSample(
        sample.taken(),
        sample.written(),
        sample.view(),
        sample.vcpuCount(),
        sample.vcpus(),
        sample.vcpuStats(),
        sample.iothreads(),
        sample.memory(),
        blocks,
        sample.qemu(),
        sample.network(),
        sample.pod(),
        sample.supervisor(),
        sample.collectors());
  }

  static BlockSample disk(String device, long scale) {
    return new BlockSample(
        device,
        new BlockStats(
            "",
            "/machine/peripheral/" + device + "/virtio-backend",
            device,
            operation(OptionalLong.of(4096 * scale), 2 * scale),
            operation(OptionalLong.of(8192 * scale), 3 * scale),
            operation(OptionalLong.empty(), 5 * scale),
            operation(OptionalLong.of(1024 * scale), 7 * scale),
            true),
        OptionalLong.of(10L << 30),
        OptionalLong.of(2L << 30),
        List.of(
            new BlockSample.Latency(
                "read",
                List.of(0L, 0L, 3 * scale, 2 * scale, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, scale),
                OptionalDouble.of(12.5))));
  }

  private static Operation operation(OptionalLong bytes, long count) {
    return new Operation(
        bytes,
        OptionalLong.of(count),
        OptionalLong.of(count * 250_000_000L),
        OptionalLong.of(1),
        OptionalLong.of(0),
        Optional.empty());
  }

  private static VmSample.VcpuUsage vcpu(
      int index, double guest, double user, double system, double delay) {
    return new VmSample.VcpuUsage(
        index, new ThreadUsage(new CpuTime(user, guest, system), OptionalDouble.of(delay)));
  }

  private static ProcessUsage process() {
    return new ProcessUsage(
        new CpuTime(2.5, 7, 0.75),
        6,
        OptionalLong.of(33),
        OptionalLong.of(700 * MEBIBYTE),
        OptionalLong.of(25 * MEBIBYTE),
        OptionalLong.of(0));
  }

  private static PodUsage pod() {
    return new PodUsage(
        OptionalLong.of(1024 * MEBIBYTE),
        OptionalLong.of(900 * MEBIBYTE),
        OptionalLong.of(800 * MEBIBYTE),
        OptionalLong.of(730 * MEBIBYTE),
        OptionalLong.of(6 * MEBIBYTE),
        OptionalLong.of(12),
        Map.of("max", 4L, "oom_kill", 0L),
        OptionalDouble.of(1.5),
        Optional.of(new PodUsage.Throttling(1000, 40, 1.25)),
        Map.of("memory/some", 0.5, "memory/full", 0.25, "cpu/some", 3.0));
  }

  private static VmCounters counters() {
    return new VmCounters(
        Map.of("guest/guest-reset", 2L, "host/host-qmp-system-reset", 1L),
        Map.of("poweroff", 1L),
        Map.of("io-error", 1L),
        Map.of("acpi", 3L, "quit", 1L),
        Map.of("accelerator", 1L),
        Map.of("reset", 1L),
        Map.of("hypervisor/ignore", 1L),
        Map.of("hda/write/stop", 1L, "/machine/peripheral/hdb/read/report", 2L));
  }
}
