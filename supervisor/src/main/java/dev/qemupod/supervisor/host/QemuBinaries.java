package dev.qemupod.supervisor.host;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds qemu as execvp(3) would, but before it is spawned, so that a missing one has a message of
 * its own.
 */
public final class QemuBinaries {
  /** What execvp(3) of glibc and musl search between them when PATH is not set. */
  private static final String DEFAULT_PATH = "/usr/local/bin:/bin:/usr/bin";

  private static final String PREFIX = "qemu-system-";

  private QemuBinaries() {}

  /**
   * Looks the binary up.
   *
   * @param nameOrPath with a slash: a path; without: a name to search
   * @param pathVariable the value of PATH, null if it is not set
   */
  public static QemuBinary find(String nameOrPath, @Nullable String pathVariable) {
    if (nameOrPath.indexOf('/') >= 0) {
      return atPath(new File(nameOrPath));
    }
    String searched = pathVariable == null ? DEFAULT_PATH : pathVariable;
    File blocked = null;
    for (File folder : folders(searched)) {
      File candidate = new File(folder, nameOrPath);
      if (isExecutable(candidate)) {
        return new QemuBinary.Found(candidate.toPath());
      }
      if (blocked == null && candidate.isFile()) {
        blocked = candidate;
      }
    }
    return blocked == null ? missing(nameOrPath, searched) : notExecutable(blocked);
  }

  private static QemuBinary atPath(File file) {
    if (isExecutable(file)) {
      return new QemuBinary.Found(file.toPath());
    }
    if (file.exists()) {
      return notExecutable(file);
    }
    return new QemuBinary.Missing(
        "QEMU_BIN must be the path of a qemu binary, was "
            + file
            + ", which does not exist; unset it to use qemu-system-$QEMU_ARCH of this image, or"
            + " name one that is there");
  }

  private static QemuBinary missing(String name, String searched) {
    return new QemuBinary.Missing(
        "QEMU_BIN must name a qemu binary in PATH, was "
            + name
            + ", which is in none of "
            + searched
            + "; "
            + alternatives(searched));
  }

  private static QemuBinary notExecutable(File file) {
    String what =
        file.isFile() ? "which this user may not execute" : "which is not a file to execute";
    return new QemuBinary.NotExecutable(
        "QEMU_BIN must be an executable file, was "
            + file
            + ", "
            + what
            + "; make it executable for the container's user (chmod a+rx), or name another");
  }

  private static String alternatives(String searched) {
    TreeSet<String> names = new TreeSet<>();
    for (File folder : folders(searched)) {
      String[] found = folder.list((_, name) -> name.startsWith(PREFIX));
      if (found != null) {
        names.addAll(Arrays.asList(found));
      }
    }
    if (names.isEmpty()) {
      return "install qemu (Alpine and Debian: a package qemu-system-*), or set QEMU_BIN to its"
          + " path";
    }
    return "set QEMU_ARCH or QEMU_BIN to one that is there ("
        + String.join(", ", names)
        + "), or install the package of the other architecture";
  }

  /** An empty element of PATH is the current folder. */
  private static List<File> folders(String searched) {
    List<File> folders = new ArrayList<>();
    for (int start = 0; start <= searched.length(); ) {
      int colon = searched.indexOf(':', start);
      int end = colon < 0 ? searched.length() : colon;
      folders.add(new File(start == end ? "." : searched.substring(start, end)));
      start = end + 1;
    }
    return folders;
  }

  private static boolean isExecutable(File file) {
    return file.isFile() && file.canExecute();
  }
}
