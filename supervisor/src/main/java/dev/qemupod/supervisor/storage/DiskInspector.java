package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.machine.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at one disk and plans what is to be done to it; changes nothing. */
final class DiskInspector {
  private static final long DEFAULT_SIZE = 8L << 30;
  private static final long SECTOR = 512;

  private final DiskConfig disk;
  private final String variable;
  private final Path path;
  private final Findings findings;

  DiskInspector(DiskConfig disk, Findings findings) {
    this.disk = disk;
    this.variable = disk.variable();
    this.path = disk.path();
    this.findings = findings;
  }

  /** The plan; empty after an error was reported. */
  Optional<DiskPlan> inspect() {
    if (disk.image().isPresent()) {
      RemoteCheck.Verdict verdict = RemoteCheck.ofDisk(disk, disk.image().get(), findings);
      if (verdict != RemoteCheck.Verdict.THERE) {
        return verdict == RemoteCheck.Verdict.MISSING ? fetched() : Optional.empty();
      }
    }
    FileFacts facts = FileFacts.of(path);
    return switch (facts.kind()) {
      case MISSING -> missing(false);
      // tianon/qemu creates over an empty file too, as a volume's placeholder.
      case REGULAR -> facts.size() == 0 ? missing(true) : present(false);
      case BLOCK -> present(true);
      case DIRECTORY ->
          error("is a directory", "name a file in it, such as " + path + "/hda.qcow2");
      case DANGLING -> error("is a symbolic link to nothing", "name the file itself");
      case OTHER -> error("is neither a file nor a block device", "name one of them");
      case DENIED -> denied("a folder above " + path + " can not be searched", path);
    };
  }

  /** The plan of a disk that can only be looked at once its image is there. */
  private Optional<DiskPlan> fetched() {
    String source = disk.image().orElseThrow().url().shown();
    long size = roundUp(disk.size().orElse(0));
    if (disk.base().isEmpty()) {
      DiskChange change = new DiskChange.Fetch(source);
      return plan(change, DiskFormat.QCOW2, size, folder(), Optional.empty());
    }
    Path base = disk.base().get();
    if (!canCreate(FileFacts.of(path).kind() == FileFacts.Kind.REGULAR)) {
      return Optional.empty();
    }
    return plan(
        new DiskChange.FetchBase(source, base),
        DiskFormat.QCOW2,
        size,
        folder(),
        Optional.of(new Device.Backing(base, false, DiskFormat.QCOW2)));
  }

  private Optional<DiskPlan> missing(boolean emptyFile) {
    if (disk.readOnly()) {
      return error(
          emptyFile ? "is empty" : "does not exist",
          "remove " + variable + "_READONLY to have it made");
    }
    if (!canCreate(emptyFile)) {
      return Optional.empty();
    }
    if (disk.base().isPresent()) {
      return newOverlay(disk.base().get());
    }
    DiskFormat format = disk.format().orElse(DiskFormat.QCOW2);
    long size = roundUp(disk.size().orElse(DEFAULT_SIZE));
    Path probed = emptyFile ? path : folder();
    return plan(
        new DiskChange.Create(size, format.qemuName()), format, size, probed, Optional.empty());
  }

  private boolean canCreate(boolean emptyFile) {
    Path parent = folder();
    if (!Files.isDirectory(parent)) {
      error("is in a folder that does not exist", "mount a volume at " + parent);
      return false;
    }
    Path written = emptyFile ? path : parent;
    if (Files.isWritable(written)) {
      return true;
    }
    unwritable(written);
    return false;
  }

  private Optional<DiskPlan> newOverlay(Path base) {
    if (disk.format().isPresent() && disk.format().get() == DiskFormat.RAW) {
      findings.error(
          variable + "_FORMAT",
          "must be qcow2 with " + variable + "_BASE, but was raw: remove one of the two");
      return Optional.empty();
    }
    Optional<BaseInspector.Base> found = new BaseInspector(disk, base, findings).inspect();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    long least = found.get().virtualSize();
    long size = roundUp(Math.max(disk.size().orElse(least), least));
    warnOfShrinking(least, "its base");
    Device.Backing backing = found.get().backing();
    DiskChange change = new DiskChange.Overlay(base, backing.format().qemuName(), size);
    return plan(change, DiskFormat.QCOW2, size, base, Optional.of(backing));
  }

  private Optional<DiskPlan> present(boolean blockDevice) {
    if (!Files.isReadable(path)) {
      return denied(path + " can not be read", path);
    }
    if (!disk.readOnly() && !Files.isWritable(path)) {
      return unwritable(path);
    }
    try {
      return ofContent(ImageHeader.read(path), blockDevice);
    } catch (IOException failed) {
      return error("can not be read (" + failed.getMessage() + ")", "check the volume");
    }
  }

  private Optional<DiskPlan> ofContent(ImageHeader.Reading reading, boolean blockDevice) {
    Optional<DiskFormat> format =
        new FormatPolicy(disk, findings).decide(reading.header(), blockDevice);
    if (format.isEmpty()) {
      return Optional.empty();
    }
    if (format.get() == DiskFormat.QCOW2
        && reading.header() instanceof ImageHeader.Qcow2(Qcow2Header header)) {
      Optional<Optional<Device.Backing>> backing =
          new OverlayCheck(disk, findings).check(header, reading.length());
      return backing.isEmpty()
          ? Optional.empty()
          : sized(DiskFormat.QCOW2, header.virtualSize(), blockDevice, backing.get());
    }
    if (disk.base().isPresent()) {
      return error("is a raw disk, which can not be an overlay", "remove " + variable + "_BASE");
    }
    if (reading.length() == 0) {
      return error("is a block device of no size", "attach a volume to it");
    }
    return sized(DiskFormat.RAW, reading.length(), blockDevice, Optional.empty());
  }

  private Optional<DiskPlan> sized(
      DiskFormat format, long virtualSize, boolean blockDevice, Optional<Device.Backing> backing) {
    long wanted = roundUp(disk.size().orElse(virtualSize));
    DiskChange change = new DiskChange.Nothing();
    long size = virtualSize;
    if (wanted > virtualSize) {
      if (blockDevice || disk.readOnly()) {
        findings.warning(
            variable + "_SIZE",
            "is larger than the disk's "
                + ByteCount.text(virtualSize)
                + ", but "
                + (blockDevice ? "a block device" : "a read-only disk")
                + " is never resized: the guest sees the disk as it is");
      } else {
        change = new DiskChange.Grow(virtualSize, wanted);
        size = wanted;
      }
    } else {
      warnOfShrinking(virtualSize, "the disk");
    }
    return plan(change, format, size, path, backing);
  }

  private Optional<DiskPlan> plan(
      DiskChange change,
      DiskFormat format,
      long size,
      Path probed,
      Optional<Device.Backing> backing) {
    // A folder tells nothing: the new file is looked at once it is there.
    boolean direct = Files.isDirectory(probed) || DirectIo.works(probed);
    if (!CachePolicy.check(disk, direct, findings)) {
      return Optional.empty();
    }
    CachePolicy.Choice modes = CachePolicy.choose(disk, direct);
    boolean blockDevice = FileFacts.of(path).kind() == FileFacts.Kind.BLOCK;
    return Optional.of(
        new DiskPlan(disk, change, format, blockDevice, size, modes.cache(), modes.aio(), backing));
  }

  private void warnOfShrinking(long virtualSize, String what) {
    if (disk.size().isPresent() && roundUp(disk.size().getAsLong()) < virtualSize) {
      findings.warning(
          variable + "_SIZE",
          "is smaller than "
              + what
              + ", and a disk is never shrunk: the guest sees "
              + ByteCount.text(virtualSize));
    }
  }

  private Optional<DiskPlan> unwritable(Path written) {
    if (AccessAdvice.onReadOnlyFileSystem(written)) {
      return error(
          "is on a read-only file system",
          "mount the volume without readOnly, set "
              + variable
              + "_READONLY=1, or set QEMU_IMAGE_DIR to a folder on a writable volume, where an"
              + " overlay on it is made");
    }
    return denied(written + " can not be written", written);
  }

  private Optional<DiskPlan> denied(String what, Path owned) {
    findings.denied(
        variable, "must be a usable disk, but " + what + ": it is " + AccessAdvice.owners(owned));
    return Optional.empty();
  }

  private Optional<DiskPlan> error(String was, String fix) {
    findings.error(
        variable, "must be an image file or a block device, but " + path + " " + was + ": " + fix);
    return Optional.empty();
  }

  private Path folder() {
    return path.toAbsolutePath().resolveSibling("");
  }

  private static long roundUp(long size) {
    return (size + SECTOR - 1) / SECTOR * SECTOR;
  }
}
