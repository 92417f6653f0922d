package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.machine.Firmware;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.machine.MachineSpec.DirectKernel;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import dev.qemupod.supervisor.sizing.VmSize;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes qemu's command line.
 *
 * <p>Every option is accepted without a warning by qemu 7.2 to 11.1. Nothing secret is ever in a
 * word: content goes through files.
 */
public final class ArgvBuilder {
  private static final long MIB = 1L << 20;

  private ArgvBuilder() {}

  /**
   * The command line of the machine.
   *
   * @param binary qemu's name or path
   * @param extraArguments appended as they are
   */
  public static QemuArgv build(String binary, MachineSpec spec, List<String> extraArguments) {
    Words words = new Words().add(binary);
    words.add("-name", "guest=" + Words.value(spec.name()));
    words.add("-nodefaults").add("-no-user-config").add("-display", "none").add("-monitor", "none");
    words.add("-machine", MachineOption.of(spec));
    words.add("-accel", accelerator(spec));
    words.add("-cpu", spec.cpuModel());
    words.add("-smp", processors(spec.size()));
    words.add("-m", memory(spec.size()));
    addFirmware(words, spec.firmware());
    addBoot(words, spec);
    addPolicies(words, spec);
    for (Path socket : spec.qmpSockets()) {
      words.add("-qmp", "unix:" + Words.value(socket.toString()) + ",server=on,wait=off");
    }
    DeviceOptions devices = new DeviceOptions(spec, words);
    for (Device device : spec.devices()) {
      device.accept(devices);
    }
    for (FwCfgFile file : spec.fwCfg()) {
      String path = Words.value(file.file().toString());
      words.add("-fw_cfg", "name=" + Words.value(file.name()) + ",file=" + path);
    }
    return words.addAll(extraArguments).toArgv();
  }

  private static String accelerator(MachineSpec spec) {
    return switch (spec.accelerator()) {
      case KVM -> "kvm";
      // qemu's own tb-size comes from the host's memory and knows no limit of the pod.
      case TCG ->
          "tcg,thread="
              + (spec.size().oneThread() ? "single" : "multi")
              + ",tb-size="
              + spec.size().translationCache() / MIB;
    };
  }

  /** One socket: some guests' licences and schedulers count sockets. */
  private static String processors(VmSize size) {
    int count = size.vcpus();
    if (size.topology().isPresent()) {
      return count + "," + size.topology().get();
    }
    int most = size.mostVcpus();
    String more = most > count ? ",maxcpus=" + most : "";
    return count + more + ",sockets=1,cores=" + most + ",threads=1";
  }

  /** Without slots: virtio-mem takes none, and qemu would reserve a GiB of addresses for each. */
  private static String memory(VmSize size) {
    String text = "size=" + size.ram() / MIB + "M";
    long pluggable = size.pluggable();
    return pluggable > 0 ? text + ",maxmem=" + (size.ram() + pluggable) / MIB + "M" : text;
  }

  private static void addFirmware(Words words, Firmware firmware) {
    if (firmware instanceof Firmware.Uefi(Path code, Path variables)) {
      words.add("-blockdev", BlockOptions.flash(MachineOption.CODE, code, true));
      words.add("-blockdev", BlockOptions.flash(MachineOption.VARIABLES, variables, false));
    } else if (firmware instanceof Firmware.UefiRom(Path image)) {
      words.add("-bios", image.toString());
    }
  }

  private static void addBoot(Words words, MachineSpec spec) {
    if (spec.kernel().isPresent()) {
      DirectKernel kernel = spec.kernel().get();
      words.add("-kernel", kernel.kernel().toString());
      if (kernel.initrd().isPresent()) {
        words.add("-initrd", kernel.initrd().get().toString());
      }
      if (kernel.append().isPresent()) {
        words.add("-append", kernel.append().get());
      }
    }
    String boot = BootOrder.of(spec).option();
    if (!boot.isEmpty()) {
      words.add("-boot", boot);
    }
  }

  /**
   * What happens when the guest ends, and what qemu may not do.
   *
   * <p>A guest that powers off, panics or lets its watchdog expire leaves a stopped qemu, so that
   * the cause can be asked for however late QMP is connected. A reset that is to end qemu could not
   * be told from a poweroff then, so that guest is started by QMP only.
   */
  private static void addPolicies(Words words, MachineSpec spec) {
    String reboot = spec.rebootExits() ? "shutdown" : "reset";
    String watchdog = spec.watched() ? ",watchdog=pause" : "";
    words.add("-action", "reboot=" + reboot + ",shutdown=pause,panic=pause" + watchdog);
    if (spec.rebootExits()) {
      words.add("-S");
    }
    words.add(
        "-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
  }
}
