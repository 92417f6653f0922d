package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.VmSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The VM to run, complete, and free of command line strings.
 *
 * @param name the VM's name in qemu ({@code -name}); the host name
 * @param arch decides the devices' buses
 * @param machineType {@code -machine}
 * @param accelerator how instructions run
 * @param cpuModel {@code -cpu}, with its flags
 * @param size vCPUs, RAM, translation cache
 * @param firmware what starts the guest
 * @param kernel direct kernel boot
 * @param bootOrder {@code -boot}, verbatim
 * @param devices in the order they are put on the bus
 * @param fwCfg files the guest can read through fw_cfg
 * @param rebootExits {@code QEMU_ON_REBOOT=exit}: a guest reset ends qemu
 * @param qmpSockets unix sockets qemu listens on, one client each: lifecycle, then sampling
 */
public record MachineSpec(
    String name,
    Arch arch,
    String machineType,
    Accelerator accelerator,
    String cpuModel,
    VmSize size,
    Firmware firmware,
    Optional<DirectKernel> kernel,
    Optional<String> bootOrder,
    List<Device> devices,
    List<FwCfgFile> fwCfg,
    boolean rebootExits,
    List<Path> qmpSockets) {
  public MachineSpec {
    devices = List.copyOf(devices);
    fwCfg = List.copyOf(fwCfg);
    qmpSockets = List.copyOf(qmpSockets);
  }

  /** Where qemu listens for whoever speaks with the guest agent; empty: there is no channel. */
  public Optional<Path> agentSocket() {
    for (Device device : devices) {
      if (device instanceof Device.GuestAgent agent) {
        return Optional.of(agent.socket());
      }
    }
    return Optional.empty();
  }

  /** What the guest is provisioned with: its fw_cfg files, then what cloud-init finds. */
  public List<Provision> provisions() {
    List<Provision> provisions = new ArrayList<>();
    for (FwCfgFile file : fwCfg) {
      provisions.add(new Provision("fw_cfg", file.name(), file.bytes()));
    }
    for (Device device : devices) {
      if (device instanceof Device.Seed seed) {
        for (Device.SeedFile file : seed.files()) {
          provisions.add(new Provision("cloud-init", file.name(), file.bytes()));
        }
      }
    }
    return provisions;
  }

  /** Where qemu listens for whoever reads how Ignition failed; empty: there is no channel. */
  public Optional<Path> journalSocket() {
    for (Device device : devices) {
      if (device instanceof Device.IgnitionJournal journal) {
        return Optional.of(journal.socket());
      }
    }
    return Optional.empty();
  }

  /** Whether the guest has a watchdog of ours. */
  public boolean watched() {
    for (Device device : devices) {
      if (device instanceof Device.Watchdog) {
        return true;
      }
    }
    return false;
  }

  /**
   * Direct kernel boot.
   *
   * @param append the kernel's command line
   */
  public record DirectKernel(Path kernel, Optional<Path> initrd, Optional<String> append) {}

  /**
   * A file in the guest's fw_cfg.
   *
   * @param name {@code opt/...}, at most 55 characters
   * @param file its content
   * @param bytes how much that is
   */
  public record FwCfgFile(String name, Path file, long bytes) {}
}
