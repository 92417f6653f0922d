package dev.qemupod.supervisor.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Looks where qemus/qemu keeps its files: {@code /storage}, or the folder in it that has the name
 * of what is booted, {@code /storage2} to {@code /storage6}, and the root. Leaves them alone.
 */
final class QemusStorage {
  private static final String[] MEDIA = {
    "boot.img", "boot.raw", "boot.iso", "boot.qcow2", "custom.iso"
  };

  private final QemusDraft draft;
  private final String wanted;
  private final String stem;
  private Path folder;

  QemusStorage(QemusDraft draft) {
    this.draft = draft;
    this.wanted = wantedFormat(draft);
    this.stem = stem(draft);
    String given = draft.value("STORAGE");
    this.folder = draft.root().resolve("storage");
    if (!given.isEmpty()) {
      try {
        this.folder = Path.of(given);
      } catch (InvalidPathException e) {
        draft.refuse("STORAGE", "the path of a folder", "use plain ASCII letters");
      }
    }
  }

  /** Empty: either. */
  private static String wantedFormat(QemusDraft draft) {
    String format = draft.word("DISK_FMT");
    if (format.isEmpty() || format.equals("raw") || format.equals("qcow2")) {
      return format;
    }
    draft.refuse("DISK_FMT", "raw or qcow2", "write one of these");
    return "";
  }

  /** The name of the disks' files, without a number and an ending. */
  private static String stem(QemusDraft draft) {
    String name = draft.value("DISK_NAME");
    if (name.isEmpty()) {
      return "data";
    }
    try {
      if (Path.of(name).getNameCount() == 1 && name.indexOf('/') < 0) {
        return name;
      }
    } catch (InvalidPathException e) {
      // The JVM decodes file names with the locale's charset, plain ASCII when LANG is not set.
    }
    draft.refuse("DISK_NAME", "the name of a file", "use plain ASCII letters, and no slash");
    return "data";
  }

  /**
   * A disk with the guest's data.
   *
   * @param format of the file that is there; else what it is to be created with
   */
  record DataDisk(Path path, String format) {}

  /** The folder. */
  Path folder() {
    return folder;
  }

  /** Whether the folder is there. */
  boolean exists() {
    return Files.isDirectory(folder);
  }

  void refuseMissing() {
    draft.refuseInstead(
        "STORAGE",
        "a folder that is there",
        Quoted.of(folder.toString()) + ", which is none",
        "mount the volume with the disks there, or set QEMU_HDA to a disk's path");
  }

  /** Goes into the folder of what is booted, if it is there: newer versions keep all in it. */
  void enter(String name) {
    Path inside = folder.resolve(name);
    if (Files.isDirectory(inside)) {
      folder = inside;
    }
  }

  /** The medium that lies in the root or in the folder, which goes before {@code BOOT}. */
  Optional<Path> medium() {
    for (String name : MEDIA) {
      for (Path place : new Path[] {draft.root(), folder}) {
        Path path = place.resolve(name);
        if (isFilled(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  /** Whether the folder holds the first disk. */
  boolean hasData() {
    return isFilled(file(folder, stem, "qcow2")) || isFilled(file(folder, stem, "raw"));
  }

  /** The first disk. */
  DataDisk data() {
    return disk(folder, stem);
  }

  /** The disk that is made over a boot image that stays unchanged. */
  Path overlay() {
    return folder.resolve("overlay.qcow2");
  }

  /** Whether there is a place for a further disk. */
  boolean hasFurther(int number) {
    return Files.isDirectory(furtherFolder(number));
  }

  /** The second to the sixth disk. */
  DataDisk further(int number) {
    return disk(furtherFolder(number), stem + number);
  }

  private Path furtherFolder(int number) {
    return draft.root().resolve("storage" + number);
  }

  /** A block device that is mounted for the first to the sixth disk. */
  Optional<Path> device(int number) {
    String[] names =
        number == 1
            ? new String[] {"disk", "disk1", "dev/disk1"}
            : new String[] {"disk" + number, "dev/disk" + number};
    for (String name : names) {
      Path path = draft.root().resolve(name);
      if (isDevice(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /** The file that is there; one of the other format would be converted by qemus/qemu. */
  private DataDisk disk(Path place, String stem) {
    for (String format : new String[] {"qcow2", "raw"}) {
      Path path = file(place, stem, format);
      boolean other = !wanted.isEmpty() && !wanted.equals(format);
      if (!isFilled(path) || (other && isFilled(file(place, stem, wanted)))) {
        continue;
      }
      if (other) {
        draft.refuse(
            "DISK_FMT",
            format + " while there is " + Quoted.of(path.toString()),
            "remove it, or convert the disk with qemu-img convert -O " + wanted);
      }
      return new DataDisk(path, format);
    }
    String format = wanted.isEmpty() ? "raw" : wanted;
    return new DataDisk(file(place, stem, format), format);
  }

  private static Path file(Path place, String stem, String format) {
    return place.resolve(stem + (format.equals("raw") ? ".img" : ".qcow2"));
  }

  private static boolean isFilled(Path path) {
    try {
      return Files.isRegularFile(path) && Files.size(path) > 0;
    } catch (IOException e) {
      // Whoever uses the file will meet the same error and can say what it was.
      return false;
    }
  }

  private static boolean isDevice(Path path) {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class).isOther();
    } catch (IOException e) {
      return false;
    }
  }
}
