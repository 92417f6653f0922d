package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.agent.GuestFilesystem;
import dev.qemupod.supervisor.agent.GuestInterface;
import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.config.KubevirtIdentity;
import dev.qemupod.supervisor.host.CpuTime;
import dev.qemupod.supervisor.host.ProcessUsage;
import dev.qemupod.supervisor.lifecycle.AgentView;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.qmp.BalloonStats;
import dev.qemupod.supervisor.qmp.BlockStats;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The same values under KubeVirt's names, for those who have its dashboards. */
final class KubevirtMetrics implements MetricGroup {
  private final KubevirtIdentity identity;

  KubevirtMetrics(KubevirtIdentity identity) {
    this.identity = identity;
  }

  @Override
  public String title() {
    return "KubeVirt's names";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return KubevirtNames.all();
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    new Page(sample, exposition).write();
  }

  /** One scrape. */
  private final class Page {
    private final VmSample sample;
    private final Exposition exposition;
    private final String name;

    Page(VmSample sample, Exposition exposition) {
      this.sample = sample;
      this.exposition = exposition;
      this.name =
          identity.pod().isEmpty()
              ? sample.view().machine().map(MachineSpec::name).orElse("")
              : identity.pod();
    }

    void write() {
      writeInfo();
      writeVcpus();
      sample.qemu().ifPresent(this::writeProcess);
      writeMemory();
      for (BlockSample block : sample.blocks()) {
        writeDrive(block.device(), block.stats());
      }
      sample.view().agent().ifPresent(this::writeGuest);
      long panics = 0;
      for (long count : sample.view().counters().panics().values()) {
        panics += count;
      }
      add(KubevirtNames.PANICS, OptionalLong.of(panics));
    }

    private void writeInfo() {
      String phase =
          switch (sample.view().phase()) {
            case VALIDATING, PREPARING -> "scheduling";
            case LAUNCHING -> "scheduled";
            case RUNNING, STOPPING -> "running";
            case EXITED -> "succeeded";
          };
      GuestOs os =
          sample.view().agent().flatMap(AgentView::os).orElse(new GuestOs("", "", "", "", "", ""));
      add(
          KubevirtNames.INFO,
          OptionalLong.of(1),
          phase,
          identity.pod(),
          os.prettyName(),
          os.versionId(),
          os.kernelRelease(),
          os.machine());
    }

    private void writeVcpus() {
      for (VmSample.VcpuUsage vcpu : sample.vcpus()) {
        String id = Integer.toString(vcpu.index());
        CpuTime cpu = vcpu.thread().cpu();
        add(
            KubevirtNames.VCPU_SECONDS,
            OptionalDouble.of(cpu.guest() + cpu.user() + cpu.system()),
            id,
            "running");
        add(KubevirtNames.VCPU_DELAY, vcpu.thread().delaySeconds(), id);
      }
    }

    private void writeProcess(ProcessUsage qemu) {
      double user = qemu.cpu().guest() + qemu.cpu().user();
      add(KubevirtNames.CPU_USAGE, OptionalDouble.of(user + qemu.cpu().system()));
      add(KubevirtNames.CPU_USER, OptionalDouble.of(user));
      add(KubevirtNames.CPU_SYSTEM, OptionalDouble.of(qemu.cpu().system()));
      if (qemu.residentAnonymous().isPresent() && qemu.residentFile().isPresent()) {
        add(
            KubevirtNames.RESIDENT,
            OptionalLong.of(
                qemu.residentAnonymous().getAsLong()
                    + qemu.residentFile().getAsLong()
                    + qemu.residentShared().orElse(0)));
      }
    }

    private void writeMemory() {
      add(KubevirtNames.DOMAIN, sample.memory().configured());
      add(KubevirtNames.BALLOON, sample.memory().balloon());
      sample.memory().guest().ifPresent(this::writeGuestMemory);
      sample
          .view()
          .machine()
          .ifPresent(
              machine ->
                  add(KubevirtNames.OVERHEAD, OptionalLong.of(machine.size().headroom().total())));
    }

    private void writeGuestMemory(BalloonStats guest) {
      add(KubevirtNames.AVAILABLE, guest.stat("stat-total-memory"));
      add(KubevirtNames.USABLE, guest.stat("stat-available-memory"));
      add(KubevirtNames.UNUSED, guest.stat("stat-free-memory"));
      add(KubevirtNames.CACHED, guest.stat("stat-disk-caches"));
      add(KubevirtNames.SWAP_IN, guest.stat("stat-swap-in"));
      add(KubevirtNames.SWAP_OUT, guest.stat("stat-swap-out"));
      add(KubevirtNames.MAJOR_FAULTS, guest.stat("stat-major-faults"));
      add(KubevirtNames.MINOR_FAULTS, guest.stat("stat-minor-faults"));
    }

    private void writeDrive(String drive, BlockStats stats) {
      add(KubevirtNames.READS, stats.read().operations(), drive);
      add(KubevirtNames.WRITES, stats.write().operations(), drive);
      add(KubevirtNames.FLUSHES, stats.flush().operations(), drive);
      add(KubevirtNames.READ_BYTES, stats.read().bytes(), drive);
      add(KubevirtNames.WRITTEN_BYTES, stats.write().bytes(), drive);
      add(KubevirtNames.READ_TIME, seconds(stats.read()), drive);
      add(KubevirtNames.WRITE_TIME, seconds(stats.write()), drive);
      add(KubevirtNames.FLUSH_TIME, seconds(stats.flush()), drive);
    }

    private static OptionalDouble seconds(BlockStats.Operation operation) {
      return MetricDefinition.seconds(operation.nanoseconds());
    }

    private void writeGuest(AgentView agent) {
      for (GuestFilesystem one : agent.usage().filesystems()) {
        String[] labels = {one.device(), one.mountpoint(), one.type()};
        add(KubevirtNames.FILESYSTEM_CAPACITY, OptionalLong.of(one.size()), labels);
        add(KubevirtNames.FILESYSTEM_USED, OptionalLong.of(one.used()), labels);
      }
      for (GuestInterface one : agent.usage().interfaces()) {
        add(KubevirtNames.RECEIVED_BYTES, one.received().bytes(), one.name());
        add(KubevirtNames.RECEIVED_PACKETS, one.received().packets(), one.name());
        add(KubevirtNames.RECEIVED_ERRORS, one.received().errors(), one.name());
        add(KubevirtNames.RECEIVED_DROPPED, one.received().dropped(), one.name());
        add(KubevirtNames.SENT_BYTES, one.sent().bytes(), one.name());
        add(KubevirtNames.SENT_PACKETS, one.sent().packets(), one.name());
        add(KubevirtNames.SENT_ERRORS, one.sent().errors(), one.name());
        add(KubevirtNames.SENT_DROPPED, one.sent().dropped(), one.name());
      }
    }

    private void add(MetricDefinition metric, OptionalLong value, String... own) {
      exposition.add(metric, value, labels(own));
    }

    private void add(MetricDefinition metric, OptionalDouble value, String... own) {
      exposition.add(metric, value, labels(own));
    }

    private String[] labels(String... own) {
      String[] all = new String[3 + own.length];
      all[0] = identity.node();
      all[1] = identity.namespace();
      all[2] = name;
      System.arraycopy(own, 0, all, 3, own.length);
      return all;
    }
  }
}
