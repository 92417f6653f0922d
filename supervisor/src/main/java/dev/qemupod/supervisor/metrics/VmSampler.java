package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.host.CgroupUsageReader;
import dev.qemupod.supervisor.host.CpuTime;
import dev.qemupod.supervisor.host.GuestRam;
import dev.qemupod.supervisor.host.GuestRamMeter;
import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.host.ProcessUsage;
import dev.qemupod.supervisor.host.ProcessUsageReader;
import dev.qemupod.supervisor.host.TapCounters;
import dev.qemupod.supervisor.host.ThreadUsage;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.machine.NicBackend;
import dev.qemupod.supervisor.qmp.BalloonStats;
import dev.qemupod.supervisor.qmp.CpuThread;
import dev.qemupod.supervisor.qmp.IoThread;
import dev.qemupod.supervisor.qmp.VcpuStats;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Measures everything once: qemu over QMP, its process in {@code /proc}, the pod in its cgroup.
 *
 * <p>Of one thread only. QMP has less than a second in all, which is what a scrape waits: a qemu
 * that hangs makes the scrape poorer and not late.
 */
final class VmSampler implements AutoCloseable {
  private static final Duration QMP_BUDGET = Duration.ofMillis(800);

  private final MetricsSources sources;
  private final QmpSession qmp;
  private final ProcessUsageReader processes;
  private final CgroupUsageReader cgroup;
  private final GuestRamMeter guestRam;
  private final InstantSource clock;
  private final long ownPid = ProcessHandle.current().pid();

  VmSampler(MetricsSources sources, QmpSource.Connector connector, InstantSource clock) {
    this.sources = sources;
    this.qmp = new QmpSession(connector);
    this.processes = new ProcessUsageReader(sources.root());
    this.cgroup = new CgroupUsageReader(sources.root());
    this.guestRam = new GuestRamMeter(sources.root().resolve("proc"));
    this.clock = clock;
  }

  /** A sample, now. */
  VmSample take() {
    VmView view = sources.view().get();
    CollectorRuns runs = new CollectorRuns();
    Optional<PodUsage> pod = runs.run("pod", Optional.empty(), () -> Optional.of(pod()));
    Guest guest = Guest.UNKNOWN;
    if (view.qemuPid().isPresent()) {
      guest = guest(view.qemuPid().getAsLong(), view, pod, runs);
    }
    Optional<ProcessUsage> own =
        runs.run("supervisor", Optional.empty(), () -> Optional.of(process(ownPid)));
    return new VmSample(
        clock.instant(),
        clock.instant(),
        view,
        guest.vcpuCount(),
        guest.vcpus(),
        guest.vcpuStats(),
        guest.iothreads(),
        guest.memory(),
        guest.blocks(),
        guest.process(),
        network(view, runs),
        pod,
        supervisor(own),
        runs.outcomes());
  }

  /** What is known without measuring, for a scrape that can not wait for the first sample. */
  VmSample unmeasured() {
    return new VmSample(
        clock.instant(),
        clock.instant(),
        sources.view().get(),
        OptionalInt.empty(),
        List.of(),
        List.of(),
        List.of(),
        VmSample.MemorySample.unknown(),
        List.of(),
        Optional.empty(),
        NetworkSample.unknown(),
        Optional.empty(),
        supervisor(Optional.empty()),
        List.of());
  }

  @Override
  public void close() {
    qmp.close();
  }

  /** The parts of a sample that there are only while qemu lives. */
  private record Guest(
      OptionalInt vcpuCount,
      List<VmSample.VcpuUsage> vcpus,
      List<VmSample.VcpuCount> vcpuStats,
      List<VmSample.IothreadUsage> iothreads,
      VmSample.MemorySample memory,
      List<BlockSample> blocks,
      Optional<ProcessUsage> process) {
    static final Guest UNKNOWN =
        new Guest(
            OptionalInt.empty(),
            List.of(),
            List.of(),
            List.of(),
            VmSample.MemorySample.unknown(),
            List.of(),
            Optional.empty());
  }

  private Guest guest(long pid, VmView view, Optional<PodUsage> pod, CollectorRuns runs) {
    qmp.begin(pid, QMP_BUDGET);
    List<CpuThread> threads = runs.run("vcpus", List.of(), () -> ask(QmpSource::vcpus));
    OptionalLong configured =
        runs.run(
            "memory",
            OptionalLong.empty(),
            () -> OptionalLong.of(ask(QmpSource::configuredMemory)));
    OptionalLong balloon = runs.run("balloon", OptionalLong.empty(), () -> ask(QmpSource::balloon));
    Optional<BalloonStats> told =
        balloon.isPresent()
            ? runs.run("guest_memory", Optional.empty(), () -> ask(QmpSource::guestMemory))
            : Optional.empty();
    List<BlockSample> blocks = runs.run("block", List.of(), () -> ask(QmpSource::blocks));
    List<IoThread> iothreads = runs.run("iothreads", List.of(), () -> ask(QmpSource::iothreads));
    List<VmSample.VcpuCount> counted =
        isCountedByKvm(view)
            ? runs.run("vcpu_stats", List.of(), () -> count(threads, ask(QmpSource::vcpuStats)))
            : List.of();
    GuestRamMeter.Reading ram =
        runs.run("guest_ram", GuestRamMeter.Reading.UNKNOWN, () -> guestRam(pid, view, pod));
    return new Guest(
        threads.isEmpty() ? OptionalInt.empty() : OptionalInt.of(threads.size()),
        runs.run("vcpu_time", List.of(), () -> vcpus(pid, threads)),
        counted,
        iothreads(pid, iothreads),
        new VmSample.MemorySample(configured, balloon, ram.resident(), ram.overhead(), told),
        blocks,
        runs.run("process", Optional.empty(), () -> Optional.of(process(pid))));
  }

  /** Of a VM whose network is not simply qemu's own user network. */
  private NetworkSample network(VmView view, CollectorRuns runs) {
    if (view.network().isEmpty()) {
      return NetworkSample.unknown();
    }
    OptionalLong pid = view.network().get().helperPid();
    String device = view.machine().map(VmSampler::tapDevice).orElse("");
    if (pid.isEmpty() && device.isEmpty()) {
      return NetworkSample.unknown();
    }
    return runs.run(
        "network",
        NetworkSample.unknown(),
        () ->
            pid.isPresent()
                ? new NetworkSample(Optional.of(process(pid.getAsLong())), "", Optional.empty())
                : new NetworkSample(Optional.empty(), device, Optional.of(tapCounters(device))));
  }

  private TapCounters tapCounters(String device) throws IOException {
    return TapCounters.read(sources.root(), device)
        .orElseThrow(() -> new IOException("no tap device " + device));
  }

  /** The name of the machine's tap device; empty: it has none. */
  private static String tapDevice(MachineSpec machine) {
    for (Device device : machine.devices()) {
      if (device instanceof Device.Nic nic
          && nic.backend().isPresent()
          && nic.backend().get()
              instanceof NicBackend.Tap(String name, boolean _, boolean _, int _, String _)) {
        return name;
      }
    }
    return "";
  }

  private <T> T ask(QmpSession.Question<T> question) throws IOException {
    Path socket =
        sources.samplingSocket().get().orElseThrow(() -> new IOException("no QMP socket yet"));
    return qmp.ask(socket, question);
  }

  private PodUsage pod() throws IOException {
    PodUsage usage = cgroup.read();
    if (usage.memoryUsage().isEmpty() && usage.throttling().isEmpty()) {
      throw new IOException("no cgroup can be read");
    }
    return usage;
  }

  private GuestRamMeter.Reading guestRam(long pid, VmView view, Optional<PodUsage> pod)
      throws IOException {
    GuestRam ram =
        view.machine()
            .map(machine -> new GuestRam(machine.size().ram(), machine.size().pluggable()))
            .orElseThrow(() -> new IOException("the size of the machine is not known"));
    OptionalLong workingSet = pod.map(PodUsage::memoryWorkingSet).orElse(OptionalLong.empty());
    return guestRam.read(pid, ram, workingSet, System.nanoTime());
  }

  private List<VmSample.VcpuUsage> vcpus(long pid, List<CpuThread> threads) throws IOException {
    List<VmSample.VcpuUsage> vcpus = new ArrayList<>(threads.size());
    Set<Long> seen = new HashSet<>();
    for (CpuThread thread : threads) {
      if (!seen.add(thread.threadId())) {
        continue; // It runs several vCPUs, and its time counts once.
      }
      ThreadUsage usage =
          processes
              .readThread(pid, thread.threadId())
              .orElseThrow(() -> new IOException("no thread " + thread.threadId()));
      vcpus.add(new VmSample.VcpuUsage(thread.index(), usage));
    }
    return vcpus;
  }

  private static boolean isCountedByKvm(VmView view) {
    return view.accelerator().isPresent()
        && view.accelerator().get().accelerator() == Accelerator.KVM;
  }

  private static List<VmSample.VcpuCount> count(
      List<CpuThread> threads, Map<String, VcpuStats> stats) {
    List<VmSample.VcpuCount> counted = new ArrayList<>(stats.size());
    for (CpuThread thread : threads) {
      VcpuStats known = stats.get(thread.path());
      if (known != null) {
        counted.add(new VmSample.VcpuCount(thread.index(), known));
      }
    }
    return counted;
  }

  /** Without those that have ended meanwhile. */
  private List<VmSample.IothreadUsage> iothreads(long pid, List<IoThread> threads) {
    List<VmSample.IothreadUsage> usages = new ArrayList<>(threads.size());
    for (IoThread thread : threads) {
      Optional<ThreadUsage> usage = processes.readThread(pid, thread.threadId());
      if (usage.isPresent()) {
        CpuTime cpu = usage.get().cpu();
        usages.add(new VmSample.IothreadUsage(thread.id(), cpu.user() + cpu.system()));
      }
    }
    return usages;
  }

  private ProcessUsage process(long pid) throws IOException {
    return processes.read(pid).orElseThrow(() -> new IOException("no process " + pid));
  }

  private SupervisorSample supervisor(Optional<ProcessUsage> process) {
    Runtime runtime = Runtime.getRuntime();
    return new SupervisorSample(
        sources.build(),
        sources.started(),
        process,
        runtime.totalMemory() - runtime.freeMemory(),
        runtime.totalMemory(),
        runtime.maxMemory(),
        sources.consoleDropped().getAsLong(),
        sources.logDropped().getAsLong(),
        sources.reapedChildren().getAsLong(),
        sources.reapedOrphans().getAsLong());
  }
}
