package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.host.ProcessUsage;
import dev.qemupod.supervisor.host.ThreadUsage;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.qmp.BalloonStats;
import dev.qemupod.supervisor.qmp.VcpuStats;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Everything that was measured for one scrape, as one consistent value. Empty: not known, because
 * there is no such thing in this VM, or because its collector failed.
 *
 * @param taken when it was measured
 * @param written when it is exported
 * @param view what the event loop has published by then
 * @param vcpuCount how many vCPUs qemu has
 * @param vcpus what each of them used
 * @param vcpuStats what KVM counts of each of them
 * @param iothreads what the threads that serve disks used
 * @param memory the guest's memory
 * @param blocks the guest's disks
 * @param qemu what the qemu process uses
 * @param network the guest's network, where the pod sees something of it
 * @param pod what the pod uses
 * @param supervisor what the supervisor itself uses
 * @param collectors how each part of the measurement went
 */
public record VmSample(
    Instant taken,
    Instant written,
    VmView view,
    OptionalInt vcpuCount,
    List<VcpuUsage> vcpus,
    List<VcpuCount> vcpuStats,
    List<IothreadUsage> iothreads,
    MemorySample memory,
    List<BlockSample> blocks,
    Optional<ProcessUsage> qemu,
    NetworkSample network,
    Optional<PodUsage> pod,
    SupervisorSample supervisor,
    List<CollectorOutcome> collectors) {
  public VmSample {
    vcpus = List.copyOf(vcpus);
    vcpuStats = List.copyOf(vcpuStats);
    iothreads = List.copyOf(iothreads);
    blocks = List.copyOf(blocks);
    collectors = List.copyOf(collectors);
  }

  /** What was measured, beside what is known without measuring. */
  VmSample asOf(Instant now, VmView newer) {
    return new VmSample(
        taken,
        now,
        newer,
        vcpuCount,
        vcpus,
        vcpuStats,
        iothreads,
        memory,
        blocks,
        qemu,
        network,
        pod,
        supervisor,
        collectors);
  }

  /** Whether the kernel tells guest code apart: under TCG it is user mode like any other. */
  boolean guestTimeKnown() {
    return view.accelerator()
        .map(decision -> decision.accelerator() == Accelerator.KVM)
        .orElse(false);
  }

  /**
   * A vCPU.
   *
   * @param index its number
   * @param thread what its thread used
   */
  public record VcpuUsage(int index, ThreadUsage thread) {}

  /**
   * A vCPU.
   *
   * @param index its number
   * @param stats what KVM counts of it
   */
  public record VcpuCount(int index, VcpuStats stats) {}

  /**
   * A thread that serves disks.
   *
   * @param id such as {@code io-hda}
   * @param seconds CPU time
   */
  public record IothreadUsage(String id, double seconds) {}

  /**
   * The memory of the VM, bytes.
   *
   * @param configured what the guest was started with and what was plugged since
   * @param balloon what the balloon leaves to the guest
   * @param resident guest RAM that the host really holds
   * @param overhead what the pod's working set holds beside guest RAM
   * @param guest what the guest itself says through the balloon
   */
  public record MemorySample(
      OptionalLong configured,
      OptionalLong balloon,
      OptionalLong resident,
      OptionalLong overhead,
      Optional<BalloonStats> guest) {
    static MemorySample unknown() {
      return new MemorySample(
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          Optional.empty());
    }
  }

  /**
   * How a part of the measurement went.
   *
   * @param collector its name
   * @param duration how long it took
   * @param success whether its values are in the sample
   */
  public record CollectorOutcome(String collector, Duration duration, boolean success) {}
}
