package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.BootConfig;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.machine.Firmware;
import dev.qemupod.supervisor.machine.FirmwareFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes ready what the guest boots from, other than its disks. */
public final class BootFiles {
  private static final String VARIABLES = "uefi-variables.fd";

  private BootFiles() {}

  /** The CD-ROM drive with its image. */
  public static Optional<Device.Cdrom> cdrom(BootConfig boot) {
    if (boot.cdrom().isEmpty()) {
      return Optional.empty();
    }
    Path image = boot.cdrom().get();
    boolean blockDevice = FileFacts.of(image).kind() == FileFacts.Kind.BLOCK;
    return Optional.of(new Device.Cdrom(image, blockDevice));
  }

  /** What is wrong with an image of a CD that is there, or is to be fetched. */
  public static Problems checkFetched(BootConfig boot) {
    Findings findings = new Findings();
    if (boot.cdrom().isPresent() && boot.cdromImage().isPresent()) {
      RemoteCheck.of(
          new ImageJob("QEMU_CDROM", boot.cdromImage().get(), boot.cdrom().get(), false), findings);
    }
    return findings.problems();
  }

  /** The firmware as the machine will use it, without making anything: for showing a plan. */
  public static Firmware planned(FirmwareFiles.Located located, Path directory)
      throws StorageException {
    if (located instanceof FirmwareFiles.Located.Flash(Path code, _)) {
      return new Firmware.Uefi(code, directory.resolve(VARIABLES));
    }
    if (located instanceof FirmwareFiles.Located.Rom(Path image)) {
      return new Firmware.UefiRom(image);
    }
    if (located instanceof FirmwareFiles.Located.Missing(Problem problem)) {
      throw new StorageException(StorageException.Kind.FACILITY, List.of(problem));
    }
    return new Firmware.Bios();
  }

  /** The firmware, with this VM's own copy of an empty variable store. */
  public static Firmware stage(FirmwareFiles.Located located, RuntimeDirectory directory)
      throws StorageException {
    if (located instanceof FirmwareFiles.Located.Flash(Path code, Path template)) {
      try {
        return new Firmware.Uefi(code, directory.copy(VARIABLES, template));
      } catch (IOException failed) {
        throw new StorageException(
            StorageException.Kind.FACILITY,
            "QEMU_FIRMWARE",
            "needs a copy of "
                + template
                + " in "
                + directory.path()
                + ", but: "
                + failed.getMessage()
                + "; give its volume more space, or set QEMU_FIRMWARE=bios");
      }
    }
    return planned(located, directory.path());
  }
}
