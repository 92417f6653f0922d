package dev.qemupod.supervisor.machine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was made ready outside the configuration: files that exist now.
 *
 * @param firmware what starts the guest
 * @param disks in the order the guest sees them
 * @param cdrom the drive with its image
 * @param guestFiles what the guest is provisioned with
 * @param qmpSockets where qemu listens, one client each: lifecycle, then sampling
 * @param agentSocket where qemu listens for whoever speaks with the guest agent
 * @param journalSocket where it listens for whoever reads how Ignition failed; empty: no config is
 *     given
 * @param nic what carries the guest's packets; empty: qemu's own user network
 */
public record MachineParts(
    Firmware firmware,
    List<Device.Disk> disks,
    Optional<Device.Cdrom> cdrom,
    GuestFiles guestFiles,
    List<Path> qmpSockets,
    Path agentSocket,
    Optional<Path> journalSocket,
    Optional<NicBackend> nic) {
  public MachineParts {
    disks = List.copyOf(disks);
    qmpSockets = List.copyOf(qmpSockets);
  }

  /** The same with this network; empty: qemu's own user network. */
  public MachineParts withNic(Optional<NicBackend> newNic) {
    return new MachineParts(
        firmware, disks, cdrom, guestFiles, qmpSockets, agentSocket, journalSocket, newNic);
  }
}
