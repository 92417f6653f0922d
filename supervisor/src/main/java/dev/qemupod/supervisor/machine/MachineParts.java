package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was made ready outside the configuration: files that exist now.
 *
 * @param firmware what starts the guest
 * @param disks in the order the guest sees them
 * @param cdrom the drive with its image
 * @param fwCfg staged files for the guest
 * @param qmpSockets where qemu listens, one client each: lifecycle, then sampling
 * @param agentSocket where qemu listens for whoever speaks with the guest agent
 */
public record MachineParts(
    Firmware firmware,
    List<Device.Disk> disks,
    Optional<Device.Cdrom> cdrom,
    List<FwCfgFile> fwCfg,
    List<Path> qmpSockets,
    Path agentSocket) {
  public MachineParts {
    disks = List.copyOf(disks);
    fwCfg = List.copyOf(fwCfg);
    qmpSockets = List.copyOf(qmpSockets);
  }
}
