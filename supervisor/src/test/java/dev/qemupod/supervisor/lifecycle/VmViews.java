package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.GuestFilesystem;
import dev.qemupod.supervisor.agent.GuestInterface;
import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.agent.GuestUsage;
import dev.qemupod.supervisor.argv.QemuArgv;
import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.CpuConfig;
import dev.qemupod.supervisor.config.MemoryConfig;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.host.PodLimits.CgroupVersion;
import dev.qemupod.supervisor.machine.Firmware;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.Headroom;
import dev.qemupod.supervisor.sizing.Maxima;
import dev.qemupod.supervisor.sizing.SizingRequest;
import dev.qemupod.supervisor.sizing.SizingRequest.DeviceLoad;
import dev.qemupod.supervisor.sizing.VmSize;
import dev.qemupod.supervisor.storage.ImageProgress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Views of a VM to judge, all at one moment. */
public final class VmViews {
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final long MEBIBYTE = 1024 * 1024;
  private static final GuestOs DEBIAN =
      new GuestOs(
          "debian",
          "12",
          "Debian GNU/Linux 12 (bookworm)",
          "6.1.0-30-cloud-amd64",
          "x86_64",
          "vm-0");

  private static final GuestUsage USAGE =
      new GuestUsage(
          List.of(new GuestFilesystem("vda1", "/", "ext4", 8_000_000_000L, 2_000_000_000L)),
          List.of(
              new GuestInterface(
                  "eth0",
                  new GuestInterface.Traffic(
                      OptionalLong.of(1000),
                      OptionalLong.of(10),
                      OptionalLong.of(1),
                      OptionalLong.of(2)),
                  new GuestInterface.Traffic(
                      OptionalLong.of(500),
                      OptionalLong.of(5),
                      OptionalLong.of(0),
                      OptionalLong.of(3)))));

  private static final GuardView GUARD =
      new GuardView(
          OptionalLong.of(824 * MEBIBYTE),
          OptionalLong.of(200 * MEBIBYTE),
          OptionalLong.of(-12 * MEBIBYTE),
          OptionalLong.of(740 * MEBIBYTE),
          3,
          2);

  private static final NetworkView NETWORK =
      new NetworkView(NetworkDecision.passt(), true, "", 1, OptionalLong.empty());

  private static final ResizeView RESIZE =
      new ResizeView(
          OptionalLong.of(1024 * MEBIBYTE),
          2,
          1,
          4,
          1000 * MEBIBYTE,
          788 * MEBIBYTE,
          3152 * MEBIBYTE,
          false,
          "2 vCPUs (CPU limit 2) and 1000 MiB of RAM (QEMU_RAM)",
          "the guest has 1 of 2 vCPUs and 788 of 1000 MiB");

  private static final ImageProgress FETCHED =
      new ImageProgress(
          "QEMU_HDA",
          "https://example.org/debian.raw.xz",
          ImageProgress.Step.READY,
          1000,
          OptionalLong.of(1000),
          300 * MEBIBYTE,
          2);

  private VmViews() {}

  /** A running VM in perfect health. */
  public static VmView running() {
    return view(Phase.RUNNING, Optional.of(RunState.RUNNING), true);
  }

  public static VmView view(Phase phase, Optional<RunState> state, boolean started) {
    return new VmView(
        phase,
        state,
        started,
        new VmView.GateView(started, started ? "open" : "no SSH banner on port 2222 yet"),
        Optional.of(machine(788 * MEBIBYTE)),
        Optional.of(
            new AcceleratorDecision(
                Accelerator.TCG, "TCG: /dev/kvm is absent", "ask for the device", false)),
        Optional.of(NETWORK),
        Optional.of("7.2.22"),
        OptionalLong.of(42),
        Optional.of(NOW.minusSeconds(60)),
        started
            ? Map.of(
                StartupStage.JVM,
                Duration.ofMillis(35),
                StartupStage.RUNNING,
                Duration.ofMillis(140),
                StartupStage.GUEST_READY,
                Duration.ofSeconds(9))
            : Map.of(StartupStage.JVM, Duration.ofMillis(35)),
        new VmCounters(
            Map.of("guest/guest-reset", 2L),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of("accelerator", 1L),
            Map.of(),
            Map.of(),
            Map.of()),
        Optional.of(NOW.minusSeconds(1)),
        Optional.of(new AgentView(true, Optional.of(DEBIAN), USAGE)),
        Optional.of(IgnitionView.unheard()),
        Optional.of(GUARD),
        Optional.of(RESIZE),
        List.of(FETCHED),
        true,
        NOW.minusMillis(400),
        List.of("12:00:00 the VM is running"));
  }

  public static VmView with(
      VmView view,
      OptionalLong pid,
      Optional<Instant> started,
      Optional<Instant> lastQmpReply,
      Instant loopTick) {
    return new VmView(
        view.phase(),
        view.runState(),
        view.everRunning(),
        view.gate(),
        view.machine(),
        view.accelerator(),
        view.network(),
        view.qemuVersion(),
        pid,
        started,
        view.stages(),
        view.counters(),
        lastQmpReply,
        view.agent(),
        view.ignition(),
        view.memory(),
        view.resize(),
        view.images(),
        view.qmpUp(),
        loopTick,
        view.events());
  }

  /** The view of a VM that runs elsewhere, with another accelerator. */
  public static VmView withQemu(VmView view, long pid, Accelerator accelerator, long ram) {
    return new VmView(
        view.phase(),
        view.runState(),
        view.everRunning(),
        view.gate(),
        Optional.of(machine(ram)),
        Optional.of(new AcceleratorDecision(accelerator, "for a test", "", false)),
        view.network(),
        view.qemuVersion(),
        OptionalLong.of(pid),
        view.qemuStarted(),
        view.stages(),
        view.counters(),
        view.lastQmpReply(),
        view.agent(),
        view.ignition(),
        view.memory(),
        view.resize(),
        view.images(),
        view.qmpUp(),
        view.loopTick(),
        view.events());
  }

  public static VmView withCounters(VmView view, VmCounters counters) {
    return new VmView(
        view.phase(),
        view.runState(),
        view.everRunning(),
        view.gate(),
        view.machine(),
        view.accelerator(),
        view.network(),
        view.qemuVersion(),
        view.qemuPid(),
        view.qemuStarted(),
        view.stages(),
        counters,
        view.lastQmpReply(),
        view.agent(),
        view.ignition(),
        view.memory(),
        view.resize(),
        view.images(),
        view.qmpUp(),
        view.loopTick(),
        view.events());
  }

  /** The view of a VM with this network. */
  public static VmView withNetwork(VmView view, NetworkView network) {
    return new VmView(
        view.phase(),
        view.runState(),
        view.everRunning(),
        view.gate(),
        view.machine(),
        view.accelerator(),
        Optional.of(network),
        view.qemuVersion(),
        view.qemuPid(),
        view.qemuStarted(),
        view.stages(),
        view.counters(),
        view.lastQmpReply(),
        view.agent(),
        view.ignition(),
        view.memory(),
        view.resize(),
        view.images(),
        view.qmpUp(),
        view.loopTick(),
        view.events());
  }

  /** The view of a guest that told how Ignition failed. */
  public static VmView withIgnitionFailed(VmView view, VmView.GateView gate, String reason) {
    return new VmView(
        view.phase(),
        view.runState(),
        view.everRunning(),
        gate,
        view.machine(),
        view.accelerator(),
        view.network(),
        view.qemuVersion(),
        view.qemuPid(),
        view.qemuStarted(),
        gate.passed() ? view.stages() : Map.of(StartupStage.RUNNING, Duration.ofMillis(140)),
        view.counters(),
        view.lastQmpReply(),
        view.agent(),
        Optional.of(new IgnitionView(true, reason)),
        view.memory(),
        view.resize(),
        view.images(),
        view.qmpUp(),
        view.loopTick(),
        view.events());
  }

  /** A supervisor that has read nothing yet. */
  public static VmView blank() {
    return new VmView(
        Phase.VALIDATING,
        Optional.empty(),
        false,
        new VmView.GateView(false, "the VM has not started yet"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        Map.of(),
        VmCounters.none(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        NOW,
        List.of());
  }

  /**
   * The plan of a VM of which this command is qemu, and this its monitor.
   *
   * @param most how far it can be resized; empty: not at all
   */
  static LaunchPlan plan(Path monitor, List<String> command, Optional<Maxima> most) {
    return new LaunchPlan(
        machine(788 * MEBIBYTE, monitor, most),
        new QemuArgv(command),
        new AcceleratorDecision(Accelerator.TCG, "TCG, because a test asks for it", "", false),
        new SizingRequest(
            new PodLimits(
                CgroupVersion.NONE, OptionalLong.empty(), OptionalDouble.of(1), 1, 4096 * MEBIBYTE),
            new CpuConfig(OptionalInt.empty(), Optional.empty(), false),
            new MemoryConfig(
                OptionalLong.empty(),
                OptionalLong.of(236 * MEBIBYTE),
                false,
                MemoryConfig.Guard.OFF),
            Accelerator.TCG,
            new DeviceLoad(0, 0, 0, false, 0, 0, false)),
        Optional.empty());
  }

  private static MachineSpec machine(long ram) {
    return machine(ram, Path.of("/run/qemu-pod/qmp-0.sock"), Optional.empty());
  }

  private static MachineSpec machine(long ram, Path monitor, Optional<Maxima> most) {
    VmSize size =
        new VmSize(
            1,
            Optional.empty(),
            "the CPU limit of 1",
            ram,
            "1 GiB limit - 236 MiB headroom",
            OptionalLong.of(1024 * MEBIBYTE),
            new Headroom(
                List.of(
                    new Headroom.Part("qemu", 172 * MEBIBYTE, "16 + 28 + ..."),
                    new Headroom.Part("supervisor", 64 * MEBIBYTE, "a JVM"))),
            64 * MEBIBYTE,
            List.of());
    return new MachineSpec(
        "db-0",
        Arch.X86_64,
        "q35",
        Accelerator.TCG,
        "max",
        most.map(size::upTo).orElse(size),
        new Firmware.Bios(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        List.of(),
        false,
        List.of(monitor, Path.of("/run/qemu-pod/qmp-1.sock")));
  }
}
