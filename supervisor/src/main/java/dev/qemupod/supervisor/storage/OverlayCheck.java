package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.machine.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Compares the base that an existing qcow2 image names with the one the user names.
 *
 * <p>The image's word alone is never enough: an image from elsewhere may name any file of the pod,
 * such as the service account's token, and show it to the guest.
 */
final class OverlayCheck {
  private final DiskConfig disk;
  private final Findings findings;

  OverlayCheck(DiskConfig disk, Findings findings) {
    this.disk = disk;
    this.findings = findings;
  }

  /** The base to open, if any; the outer value is empty after an error was reported. */
  Optional<Optional<Device.Backing>> check(Qcow2Header header, long length) {
    Optional<String> unusable = Qcow2Check.problem(header, length, disk.path());
    if (unusable.isPresent()) {
      return error(
          disk.variable(), "must be a usable image, but " + disk.path() + " " + unusable.get());
    }
    if (header.backingFile().isEmpty()) {
      return disk.base().isEmpty() ? Optional.of(Optional.empty()) : noOverlay(disk.base().get());
    }
    return disk.base().isEmpty()
        ? unconfirmed(header.backingFile().get())
        : confirmed(header, header.backingFile().get(), disk.base().get());
  }

  private Optional<Optional<Device.Backing>> confirmed(
      Qcow2Header header, String named, Path base) {
    Optional<BaseInspector.Base> found = new BaseInspector(disk, base, findings).inspect();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (!isSame(named, base)) {
      return error(
          disk.variable() + "_BASE",
          "must be "
              + named
              + ", the base that "
              + disk.path()
              + " was made on, but was "
              + base
              + ": its blocks fit no other base; correct the path, or remove the overlay to have a"
              + " new one made");
    }
    Device.Backing backing = found.get().backing();
    String format = backing.format().qemuName();
    if (!header.backingFormat().orElse(format).equals(format)) {
      return error(
          disk.variable() + "_BASE",
          "must be "
              + header.backingFormat().get()
              + " as "
              + disk.path()
              + " says, but "
              + base
              + " is "
              + format
              + ": use the base the overlay was made on");
    }
    return backing.blockDevice() || isUnchanged(base)
        ? Optional.of(Optional.of(backing))
        : Optional.empty();
  }

  private boolean isUnchanged(Path base) {
    boolean broken;
    try {
      broken = BaseSeal.isBroken(disk.path(), base);
    } catch (IOException failed) {
      findings.error(
          disk.variable() + "_BASE",
          "must be a readable image, but "
              + base
              + " can not be read ("
              + failed.getMessage()
              + "): check the volume");
      return false;
    }
    if (broken) {
      findings.error(
          disk.variable() + "_BASE",
          "must be the image that "
              + disk.path()
              + " was made on, but another one is at "
              + base
              + " by now, and mixed with its blocks the overlay's would be a damaged disk: bring"
              + " back the old image, or move the overlay away to have a new one made; if the"
              + " images are alike, remove "
              + BaseSeal.memory(disk.path()));
    }
    return !broken;
  }

  private Optional<Optional<Device.Backing>> unconfirmed(String named) {
    return error(
        disk.variable() + "_BASE",
        "must be set, because "
            + disk.path()
            + " is an overlay on another file: set it to "
            + named
            + " if that is the base you meant; an image's own word is not trusted, since it could"
            + " show the guest any file of the pod");
  }

  private Optional<Optional<Device.Backing>> noOverlay(Path base) {
    return error(
        disk.variable() + "_BASE",
        "must be left out, because "
            + disk.path()
            + " exists and is no overlay, but was "
            + base
            + ": remove the variable, or name a new path in "
            + disk.variable()
            + " to have an overlay made");
  }

  private boolean isSame(String named, Path base) {
    try {
      Path resolved = disk.path().toAbsolutePath().resolveSibling(named);
      return resolved.normalize().equals(base.toAbsolutePath().normalize())
          || (Files.exists(resolved) && Files.isSameFile(resolved, base));
    } catch (IOException | InvalidPathException unusable) {
      return false;
    }
  }

  private Optional<Optional<Device.Backing>> error(String variable, String message) {
    findings.error(variable, message);
    return Optional.empty();
  }
}
