package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.machine.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Looks at the base image below an overlay.
 *
 * <p>A base is never written, so its format may be told from its content, unlike a disk's.
 */
final class BaseInspector {
  private final String variable;
  private final Path path;
  private final Findings findings;

  BaseInspector(DiskConfig disk, Path path, Findings findings) {
    this.variable = disk.variable() + "_BASE";
    this.path = path;
    this.findings = findings;
  }

  /**
   * A usable base.
   *
   * @param virtualSize bytes a guest would see
   */
  record Base(Device.Backing backing, long virtualSize) {}

  /** The base; empty after an error was reported. */
  Optional<Base> inspect() {
    FileFacts facts = FileFacts.of(path);
    return switch (facts.kind()) {
      case REGULAR, BLOCK -> readable(facts.kind() == FileFacts.Kind.BLOCK);
      case MISSING, DANGLING, DENIED -> error("does not exist", "mount the volume that holds it");
      case DIRECTORY -> error("is a directory", "name the image in it");
      case OTHER -> error("is neither a file nor a block device", "name an image");
    };
  }

  private Optional<Base> readable(boolean blockDevice) {
    if (!Files.isReadable(path)) {
      findings.denied(
          variable, "must be readable, but " + path + " is " + AccessAdvice.owners(path));
      return Optional.empty();
    }
    try {
      ImageHeader.Reading reading = ImageHeader.read(path);
      return ofContent(reading.header(), reading.length(), blockDevice);
    } catch (IOException failed) {
      return error("can not be read (" + failed.getMessage() + ")", "check the volume");
    }
  }

  private Optional<Base> ofContent(ImageHeader header, long length, boolean blockDevice) {
    if (header instanceof ImageHeader.Qcow2(Qcow2Header qcow2)) {
      return ofQcow2(qcow2, length, blockDevice);
    }
    return switch (header) {
      case ImageHeader.Qcow2 qcow2 -> ofQcow2(qcow2.header(), length, blockDevice);
      case ImageHeader.DamagedQcow2 damaged ->
          error("has a damaged qcow2 header", "copy the image again");
      case ImageHeader.Foreign foreign -> ofForeign(foreign, length, blockDevice);
      case ImageHeader.Empty empty -> error("is empty", "copy the image again");
      case ImageHeader.Unknown unknown -> base(blockDevice, DiskFormat.RAW, length);
    };
  }

  private Optional<Base> ofForeign(ImageHeader.Foreign foreign, long length, boolean blockDevice) {
    if (blockDevice) {
      return base(true, DiskFormat.RAW, length);
    }
    return error(
        "is " + foreign.name(),
        "make an image of it with " + foreign.command().replace("%", path.toString()));
  }

  private Optional<Base> ofQcow2(Qcow2Header header, long length, boolean blockDevice) {
    Optional<String> problem = Qcow2Check.problem(header, length, path);
    if (problem.isPresent()) {
      findings.error(variable, "must be a usable image, but " + path + " " + problem.get());
      return Optional.empty();
    }
    if (header.backingFile().isPresent()) {
      return error(
          "is itself an overlay, on " + header.backingFile().get(),
          "make one image of both with `qemu-img convert -O qcow2 " + path + " " + path + ".flat`");
    }
    return base(blockDevice, DiskFormat.QCOW2, header.virtualSize());
  }

  private Optional<Base> base(boolean blockDevice, DiskFormat format, long virtualSize) {
    return Optional.of(new Base(new Device.Backing(path, blockDevice, format), virtualSize));
  }

  private Optional<Base> error(String was, String fix) {
    findings.error(variable, "must be a readable image, but " + path + " " + was + ": " + fix);
    return Optional.empty();
  }
}
