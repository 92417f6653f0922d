package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.DiskFormat;
import java.util.Optional;

/**
 * Decides a disk's format, and never guesses where a guess could be turned against the pod.
 *
 * <p>A guest that owns a raw disk can write a qcow2 header into it that names any file of the pod
 * as its base. So a file is raw only if the user says so, and a block device that looks like qcow2
 * is neither until the user says which.
 */
final class FormatPolicy {
  private final DiskConfig disk;
  private final Findings findings;

  FormatPolicy(DiskConfig disk, Findings findings) {
    this.disk = disk;
    this.findings = findings;
  }

  /** The format; empty after an error was reported. */
  Optional<DiskFormat> decide(ImageHeader header, boolean blockDevice) {
    if (disk.format().isPresent() && disk.format().get() == DiskFormat.RAW) {
      warnOfOtherContent(header);
      return Optional.of(DiskFormat.RAW);
    }
    boolean asked = disk.format().isPresent();
    return blockDevice ? ofDevice(header, asked) : ofFile(header, asked);
  }

  private Optional<DiskFormat> ofFile(ImageHeader header, boolean asked) {
    if (header instanceof ImageHeader.Qcow2) {
      // The usual case, before the switch: linking a pattern switch takes 6 ms of the start.
      return Optional.of(DiskFormat.QCOW2);
    }
    return switch (header) {
      case ImageHeader.Qcow2 qcow2 -> Optional.of(DiskFormat.QCOW2);
      case ImageHeader.DamagedQcow2 damaged -> damaged();
      case ImageHeader.Foreign foreign -> foreign(foreign);
      case ImageHeader.Empty empty -> unknown(asked);
      case ImageHeader.Unknown unknown -> unknown(asked);
    };
  }

  private Optional<DiskFormat> ofDevice(ImageHeader header, boolean asked) {
    if (header instanceof ImageHeader.Unknown && !asked) {
      return Optional.of(DiskFormat.RAW);
    }
    return switch (header) {
      case ImageHeader.Qcow2 qcow2 -> asked ? Optional.of(DiskFormat.QCOW2) : ambiguous();
      case ImageHeader.DamagedQcow2 damaged -> asked ? damaged() : ambiguous();
      case ImageHeader.Foreign foreign -> asked ? unknown(true) : Optional.of(DiskFormat.RAW);
      case ImageHeader.Empty empty -> asked ? unknown(true) : Optional.of(DiskFormat.RAW);
      case ImageHeader.Unknown unknown -> asked ? unknown(true) : Optional.of(DiskFormat.RAW);
    };
  }

  private Optional<DiskFormat> damaged() {
    findings.error(
        disk.variable(),
        "must be a whole image, but the qcow2 header of "
            + disk.path()
            + " is cut off or damaged: copy the image again, or look at it with `qemu-img check "
            + disk.path()
            + "`; it was not changed");
    return Optional.empty();
  }

  private Optional<DiskFormat> foreign(ImageHeader.Foreign foreign) {
    findings.error(
        disk.variable(),
        "must be a raw or qcow2 image, but "
            + disk.path()
            + " is "
            + foreign.name()
            + ": make a disk of it with "
            + foreign.command().replace("%", disk.path().toString())
            + ", or set "
            + disk.variable()
            + "_FORMAT=raw if the guest is to see these very bytes; it was not changed");
    return Optional.empty();
  }

  private Optional<DiskFormat> unknown(boolean asked) {
    if (asked) {
      findings.error(
          disk.variable() + "_FORMAT",
          "must fit what is there, but was qcow2, and "
              + disk.path()
              + " has no qcow2 header: set it to raw, or name another disk; it was not changed");
    } else {
      findings.error(
          disk.variable(),
          "must be a new path or an image, but "
              + disk.path()
              + " holds bytes of no known format: set "
              + disk.variable()
              + "_FORMAT=raw if it is a raw image, or name another path; it was not changed");
    }
    return Optional.empty();
  }

  private Optional<DiskFormat> ambiguous() {
    findings.error(
        disk.variable() + "_FORMAT",
        "must be set for "
            + disk.path()
            + ", because this block device starts with a qcow2 header, which a guest could have"
            + " written into it: set it to qcow2 if you put the image there, else to raw");
    return Optional.empty();
  }

  private void warnOfOtherContent(ImageHeader header) {
    if (header instanceof ImageHeader.Qcow2 || header instanceof ImageHeader.DamagedQcow2) {
      findings.warning(
          disk.variable() + "_FORMAT",
          "is raw, although "
              + disk.path()
              + " starts with a qcow2 header: the guest sees the image file's own bytes");
    }
  }
}
