package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.NetworkDecision;
import dev.qemupod.supervisor.lifecycle.NetworkView;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.lifecycle.VmViews;
import dev.qemupod.supervisor.qmp.CpuThread;
import dev.qemupod.supervisor.qmp.IoThread;
import dev.qemupod.supervisor.qmp.VcpuStats;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VmSamplerTest {
  private static final long PID = 42;
  private static final long RAM = 0x4000000;
  private static final List<String> HANGING =
      List.of("pod", "vcpus", "memory", "balloon", "block", "iothreads", "vcpu_stats");

  @TempDir private Path root;
  private final FakeQmpSource qemu = new FakeQmpSource();
  private final AtomicReference<VmView> view =
      new AtomicReference<>(VmViews.withQemu(VmViews.running(), PID, Accelerator.KVM, RAM));
  private Optional<Path> socket = Optional.of(Path.of("/run/qmp-1.sock"));
  private VmSampler sampler;

  @BeforeEach
  void create() throws IOException {
    writeProcess("proc/" + PID, 500, 100, 300);
    writeProcess("proc/" + PID + "/task/101", 50, 10, 30);
    writeProcess("proc/" + PID + "/task/102", 60, 20, 0);
    writeProcess("proc/" + ProcessHandle.current().pid(), 7, 3, 0);
    write(
        "proc/" + PID + "/smaps",
        "7f189be00000-7f189fe00000 rw-p 00000000 00:00 0\nSize: 65536 kB\nRss: 40960 kB\n");
    sampler =
        new VmSampler(
            new MetricsSources(
                new BuildInfo("1", "2", "25"),
                Optional.empty(),
                InstantSource.fixed(VmViews.NOW),
                VmViews.NOW,
                view::get,
                () -> socket,
                root,
                () -> 11,
                () -> 10,
                () -> 12,
                () -> 13),
            qemu.connector(),
            InstantSource.fixed(VmViews.NOW));
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void writeProcess(String folder, long user, long system, long guest) throws IOException {
    write(
        folder + "/stat",
        "1 (CPU 0/TCG (x)) S 1 1 1 0 -1 4194304 100 0 0 0 %d %d 0 0 20 0 6 0 500 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 0 %d 0 0\n"
            .formatted(user, system, guest));
    write(folder + "/schedstat", "14322625 250000000 51\n");
    write(folder + "/status", "Name:\tx\nRssAnon:\t2048 kB\nRssFile:\t1024 kB\nRssShmem:\t0 kB\n");
    Files.createDirectories(root.resolve(folder).resolve("fd/3"));
  }

  private static List<String> failed(VmSample sample) {
    List<String> failed = new ArrayList<>();
    for (VmSample.CollectorOutcome outcome : sample.collectors()) {
      if (!outcome.success()) {
        failed.add(outcome.collector());
      }
    }
    return failed;
  }

  @Test
  void aSampleHasWhatQemuProcAndTheSuppliersTell() {
    VmSample sample = sampler.take();

    // No cgroup file system is in this tree.
    assertEquals(List.of("pod"), failed(sample));
    assertEquals(OptionalInt.of(2), sample.vcpuCount());
    assertEquals(0.3, sample.vcpus().get(0).thread().cpu().guest());
    assertEquals(0.2, sample.vcpus().get(0).thread().cpu().user());
    assertEquals(0.25, sample.vcpus().get(1).thread().delaySeconds().orElseThrow());
    assertEquals(
        List.of(new VmSample.VcpuCount(1, new VcpuStats(OptionalLong.of(9), OptionalLong.empty()))),
        sample.vcpuStats());
    assertEquals(List.of(new VmSample.IothreadUsage("io-hda", 0.8)), sample.iothreads());
    assertEquals(OptionalLong.of(800), sample.memory().configured());
    assertEquals(OptionalLong.of(700), sample.memory().balloon());
    assertEquals(OptionalLong.of(40L << 20), sample.memory().resident());
    assertEquals(
        OptionalLong.of(5), sample.memory().guest().orElseThrow().stat("stat-free-memory"));
    assertEquals(List.of(Samples.disk("hda", 1)), sample.blocks());
    assertEquals(6, sample.qemu().orElseThrow().threads());
    assertEquals(0.1, sample.supervisor().process().orElseThrow().cpu().user() + 0.03);
    assertEquals(11, sample.supervisor().consoleDropped());
    assertEquals(10, sample.supervisor().logDropped());
    assertEquals(12, sample.supervisor().reapedChildren());
    assertEquals(13, sample.supervisor().reapedOrphans());
  }

  @Test
  void theTimeOfAThreadThatRunsAllVcpusCountsOnce() {
    qemu.threads = List.of(new CpuThread(0, 101, "/cpu0"), new CpuThread(1, 101, "/cpu1"));

    VmSample sample = sampler.take();

    assertEquals(OptionalInt.of(2), sample.vcpuCount());
    assertEquals(List.of(0), sample.vcpus().stream().map(VmSample.VcpuUsage::index).toList());
  }

  @Test
  void aCommandThatFailsLeavesOutItsValuesAndNoOthers() {
    qemu.vcpuFailure = Optional.of(FakeQmpSource.refused());

    VmSample sample = sampler.take();

    assertEquals(List.of("pod", "vcpus"), failed(sample));
    assertEquals(OptionalInt.empty(), sample.vcpuCount());
    assertEquals(List.of(), sample.vcpus());
    assertEquals(1, sample.blocks().size());
    assertTrue(sample.qemu().isPresent());
  }

  @Test
  void aHangingQemuCostsWhatQmpTellsAndTheProcessIsMeasuredStill() {
    qemu.vcpuFailure = Optional.of(FakeQmpSource.timedOut());

    VmSample sample = sampler.take();

    assertEquals(HANGING, failed(sample));
    assertEquals(List.of("vcpus"), qemu.asked);
    assertTrue(sample.qemu().isPresent());
    assertEquals(OptionalLong.of(40L << 20), sample.memory().resident());
    assertEquals(List.of(), sample.blocks());
  }

  @Test
  void aSocketThatIsNotThereYetCostsTheSame() {
    socket = Optional.empty();

    assertEquals(HANGING, failed(sampler.take()));
  }

  @Test
  void aMachineWithoutABalloonIsNotAskedForItsGuestsMemory() {
    qemu.balloon = OptionalLong.empty();

    VmSample sample = sampler.take();

    assertEquals(List.of("pod"), failed(sample));
    assertEquals(
        List.of("vcpus", "memory", "balloon", "block", "iothreads", "vcpu_stats"), qemu.asked);
    assertEquals(Optional.empty(), sample.memory().guest());
  }

  @Test
  void withoutKvmItsStatisticsAreNotAskedFor() {
    view.set(VmViews.withQemu(VmViews.running(), PID, Accelerator.TCG, RAM));

    assertEquals(List.of(), sampler.take().vcpuStats());
    assertFalse(qemu.asked.contains("vcpu_stats"), qemu.asked::toString);
  }

  @Test
  void aThreadThatHasEndedIsLeftOut() {
    qemu.iothreads = List.of(new IoThread("io-gone", 999), new IoThread("io-hda", 102));

    VmSample sample = sampler.take();

    assertEquals(List.of(new VmSample.IothreadUsage("io-hda", 0.8)), sample.iothreads());
    assertEquals(List.of("pod"), failed(sample));
  }

  @Test
  void aProcessThatIsGoneLeavesOutWhatItUsed() {
    view.set(VmViews.withQemu(VmViews.running(), 77, Accelerator.TCG, RAM));

    VmSample sample = sampler.take();

    assertEquals(List.of("pod", "guest_ram", "vcpu_time", "process"), failed(sample));
    assertEquals(OptionalInt.of(2), sample.vcpuCount());
  }

  @Test
  void passtIsMeasuredAndOneThatIsGoneIsNot() {
    view.set(withHelper(PID));
    assertEquals(6, sampler.take().network().helper().orElseThrow().threads());

    view.set(withHelper(77));
    VmSample sample = sampler.take();
    assertEquals(List.of("pod", "network"), failed(sample));
    assertEquals(Optional.empty(), sample.network().helper());
  }

  private static VmView withHelper(long pid) {
    return VmViews.withNetwork(
        VmViews.withQemu(VmViews.running(), PID, Accelerator.TCG, RAM),
        new NetworkView(NetworkDecision.passt(), true, "", 0, OptionalLong.of(pid)));
  }

  @Test
  void withoutQemuOnlyThePodAndTheSupervisorAreMeasured() {
    view.set(VmViews.blank());

    VmSample sample = sampler.take();

    assertEquals(
        List.of("pod", "supervisor"),
        sample.collectors().stream().map(VmSample.CollectorOutcome::collector).toList());
    assertEquals(List.of(), qemu.asked);
  }
}
