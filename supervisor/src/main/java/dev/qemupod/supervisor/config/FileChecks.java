package dev.qemupod.supervisor.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Looks at the files a user names, and never touches them. */
final class FileChecks {
  private FileChecks() {}

  /** A path to a file that is there and can be read. */
  static Optional<Path> readable(Setting setting) {
    return readable(setting, "the path of a readable file");
  }

  /** As {@link #readable(Setting)}, saying what the file is for. */
  static Optional<Path> readable(Setting setting, String expected) {
    Optional<Path> path = path(setting, expected);
    if (path.isEmpty()) {
      return path;
    }
    if (!Files.exists(path.get())) {
      setting.mustBe(
          expected, "which does not exist", "mount the volume that holds it, or correct the path");
    } else if (Files.isDirectory(path.get())) {
      setting.mustBe(expected, "which is a directory", "name the file in it");
    } else if (!Files.isReadable(path.get())) {
      setting.mustBe(
          expected,
          "which this user may not read",
          "set the pod's fsGroup or the volume's defaultMode so that it may");
    } else {
      return path;
    }
    return Optional.empty();
  }

  /** A path, whether or not anything is there yet. */
  static Optional<Path> path(Setting setting, String expected) {
    String text = setting.text();
    if (setting.isUrl()) {
      setting.mustBe(
          expected,
          "a URL, which only a disk, its base and QEMU_CDROM may be",
          "download it into a volume and name its path");
      return Optional.empty();
    }
    for (int index = 0; index < text.length(); index++) {
      if (Character.isISOControl(text.charAt(index))) {
        setting.mustBe(expected, "which holds a control character", "name one path on one line");
        return Optional.empty();
      }
    }
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException e) {
      // The JVM decodes file names with the locale's charset, plain ASCII when LANG is not set.
      setting.mustBe(expected, "which this locale cannot express", "use plain ASCII letters");
      return Optional.empty();
    }
  }

  /** Whether both paths lead to the same file, also through links. */
  static boolean isSame(Path first, Path second) {
    if (first.toAbsolutePath().normalize().equals(second.toAbsolutePath().normalize())) {
      return true;
    }
    try {
      return Files.exists(first) && Files.exists(second) && Files.isSameFile(first, second);
    } catch (IOException e) {
      // Whoever uses the files will meet the same error and can say what it was.
      return false;
    }
  }
}
