package dev.qemupod.supervisor;

import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.machine.GuestFiles;
import dev.qemupod.supervisor.machine.MachineParts;
import dev.qemupod.supervisor.provision.CloudInitSeed;
import dev.qemupod.supervisor.provision.Stager;
import dev.qemupod.supervisor.storage.BootFiles;
import dev.qemupod.supervisor.storage.DiskPlan;
import dev.qemupod.supervisor.storage.DiskPreparer;
import dev.qemupod.supervisor.storage.PreparedDisk;
import dev.qemupod.supervisor.storage.RuntimeDirectory;
import dev.qemupod.supervisor.storage.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes ready what the preflight found to be right: the only step before qemu that writes. */
final class Preparation {
  /** Stands for this run's own folder where none is made. */
  static final Path PLANNED_FOLDER = Path.of("/run/qemu-pod-XXXX");

  private static final String LIFECYCLE_SOCKET = "qmp.sock";
  private static final String SAMPLING_SOCKET = "sample.sock";

  private static final String AGENT_SOCKET = "agent.sock";
  private static final String JOURNAL_SOCKET = "journal.sock";

  private Preparation() {}

  /** This run's private folder. */
  static RuntimeDirectory runtimeDirectory() throws EndingException {
    try {
      return RuntimeDirectory.create();
    } catch (StorageException failure) {
      throw ending(failure);
    }
  }

  /** Disks, firmware and files, ready for qemu. */
  static MachineParts carryOut(Preflight preflight, RuntimeDirectory runtime, Log log)
      throws EndingException {
    try {
      Optional<SeedPreparation> seed = seed(preflight);
      if (seed.isPresent()) {
        seed = Optional.of(seed.get().keepInstance(log));
      }
      List<Device.Disk> disks = new ArrayList<>();
      for (PreparedDisk disk : new DiskPreparer().apply(preflight.disks())) {
        disks.add(disk.device());
        if (!disk.change().isEmpty()) {
          log.info(disk.config().variable() + " " + disk.config().path() + ": " + disk.change());
        }
      }
      return new MachineParts(
          BootFiles.stage(preflight.firmware(), runtime),
          disks,
          BootFiles.cdrom(preflight.config().boot()),
          guestFiles(preflight, seed, runtime::stage),
          sockets(runtime.path()),
          runtime.resolve(AGENT_SOCKET),
          journalSocket(preflight, runtime.path()),
          Optional.empty());
    } catch (StorageException failure) {
      throw ending(failure);
    } catch (IOException failure) {
      throw new EndingException(
          Ending.beforeQemu(
              ExitCode.UNAVAILABLE,
              "RuntimeDirectory",
              "Files for the guest can not be written to "
                  + runtime.path()
                  + ": "
                  + failure.getMessage()
                  + "; give its volume more space."));
    }
  }

  /** The same parts as they will be, without making anything: for showing a plan. */
  static MachineParts planned(Preflight preflight) throws EndingException {
    Path folder = PLANNED_FOLDER;
    try {
      List<Device.Disk> disks = new ArrayList<>();
      for (DiskPlan disk : preflight.disks().plans()) {
        disks.add(disk.prepared().device());
      }
      GuestFiles files =
          guestFiles(preflight, seed(preflight), (name, content) -> folder.resolve(name));
      return new MachineParts(
          BootFiles.planned(preflight.firmware(), folder),
          disks,
          BootFiles.cdrom(preflight.config().boot()),
          files,
          sockets(folder),
          folder.resolve(AGENT_SOCKET),
          journalSocket(preflight, folder),
          Optional.empty());
    } catch (StorageException failure) {
      throw ending(failure);
    } catch (IOException impossible) {
      throw new IllegalStateException("nothing is written for a plan", impossible);
    }
  }

  private static Optional<SeedPreparation> seed(Preflight preflight) {
    Optional<CloudInitSeed> seed = preflight.provisioning().seed();
    return seed.isPresent()
        ? Optional.of(SeedPreparation.of(preflight, seed.get()))
        : Optional.empty();
  }

  private static GuestFiles guestFiles(
      Preflight preflight, Optional<SeedPreparation> seed, Stager stager) throws IOException {
    return new GuestFiles(
        preflight.provisioning().stage(stager),
        seed.isPresent() ? Optional.of(seed.get().stage(stager)) : Optional.empty());
  }

  private static Optional<Path> journalSocket(Preflight preflight, Path folder) {
    return preflight.provisioning().ignition().isPresent()
        ? Optional.of(folder.resolve(JOURNAL_SOCKET))
        : Optional.empty();
  }

  private static List<Path> sockets(Path folder) {
    return List.of(folder.resolve(LIFECYCLE_SOCKET), folder.resolve(SAMPLING_SOCKET));
  }

  private static EndingException ending(StorageException failure) {
    ExitCode code =
        switch (failure.kind()) {
          case CONFIGURATION -> ExitCode.CONFIG;
          case PERMISSION -> ExitCode.PERMISSION;
          case FACILITY -> ExitCode.UNAVAILABLE;
        };
    return new EndingException(Ending.beforeQemu(code, "Storage", failure.getMessage() + "."));
  }
}
