package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.BootConfig;
import dev.qemupod.supervisor.config.LifecycleConfig.RebootPolicy;
import dev.qemupod.supervisor.config.NetworkConfig;
import dev.qemupod.supervisor.config.PlatformConfig;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.machine.MachineSpec.DirectKernel;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.VmSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Decides the machine from the configuration, its size and the files made ready for it. */
public final class MachinePlanner {
  /**
   * What a guest of x86_64 is not told that an emulated CPU has. A fifth level of page tables makes
   * each walk longer, and is for more memory than pods have. And the CPU says of {@code rep movsb}
   * and {@code stosb} that they are fast (erms, fsrm), so that Linux and C libraries copy and clear
   * by them; emulated, they take one byte after the other. Both can be used all the same.
   */
  private static final String UNTOLD = ",la57=off,erms=off,fsrm=off";

  private MachinePlanner() {}

  /** What the configuration asks for that no machine of ours can give. */
  public static Problems check(VmConfig config) {
    List<Problem> problems = new ArrayList<>();
    String boot = config.boot().boot().orElse("");
    if (FirmwareFiles.needed(config) && boot.contains("once=")) {
      problems.add(
          new Problem(
              "QEMU_BOOT",
              "must not hold once= with UEFI firmware, which keeps no such order, but was \""
                  + boot
                  + "\": use order= instead, or QEMU_FIRMWARE=bios"));
    }
    return new Problems(problems, List.of());
  }

  /**
   * The machine to run.
   *
   * <p>Pure: the same arguments give the same machine.
   */
  public static MachineSpec plan(
      VmConfig config, VmSize size, Accelerator accelerator, MachineParts parts) {
    PlatformConfig platform = config.platform();
    return new MachineSpec(
        platform.hostname(),
        platform.arch(),
        platform.machine(),
        accelerator,
        cpuModel(platform, accelerator),
        size,
        parts.firmware(),
        directKernel(config.boot()),
        config.boot().boot(),
        devices(config, size, parts),
        parts.guestFiles().fwCfg(),
        config.lifecycle().onReboot() == RebootPolicy.EXIT,
        parts.qmpSockets());
  }

  /** Never qemu64: it lacks SSE4 and RDRAND, without which newer guests panic or wait. */
  private static String cpuModel(PlatformConfig platform, Accelerator accelerator) {
    if (platform.cpuModel().isPresent()) {
      return platform.cpuModel().get();
    }
    return switch (accelerator) {
      case KVM -> "host";
      case TCG -> platform.arch() == Arch.X86_64 ? "max" + UNTOLD : "max";
    };
  }

  private static Optional<DirectKernel> directKernel(BootConfig boot) {
    if (boot.kernel().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(new DirectKernel(boot.kernel().get(), boot.initrd(), boot.append()));
  }

  private static List<Device> devices(VmConfig config, VmSize size, MachineParts parts) {
    List<Device> devices = new ArrayList<>(parts.disks());
    if (parts.cdrom().isPresent()) {
      devices.add(parts.cdrom().get());
    }
    NetworkConfig network = config.network();
    if (network.enabled()) {
      devices.add(
          new Device.Nic(
              config.platform().hostname(), network.forwards(), network.userExtra(), parts.nic()));
    }
    devices.add(new Device.Rng());
    devices.add(new Device.Balloon());
    devices.add(new Device.PanicNotifier());
    devices.add(new Device.Console(config.platform().serialConsole()));
    // Last, so that the addresses of disks and NICs, and with them their names, stay as they were.
    devices.add(new Device.GuestAgent(parts.agentSocket()));
    if (parts.journalSocket().isPresent()) {
      devices.add(new Device.IgnitionJournal(parts.journalSocket().get()));
    }
    if (config.platform().watchdog().isPresent()) {
      devices.add(new Device.Watchdog(config.platform().watchdog().get()));
    }
    if (size.pluggable() > 0) {
      devices.add(new Device.PluggableMemory(size.pluggable()));
    }
    if (parts.guestFiles().seed().isPresent()) {
      devices.add(parts.guestFiles().seed().get());
    }
    return devices;
  }
}
