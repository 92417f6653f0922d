package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.ReadOnlyFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Says who owns a file, who this is, and what to put into the pod spec. */
final class AccessAdvice {
  private AccessAdvice() {}

  /** Who owns the file and who this process is. */
  static String owners(Path path) {
    return "owned by "
        + ids(path)
        + ", while this runs as "
        + ids(Path.of("/proc/self"))
        + ": set securityContext.fsGroup in the pod spec to a group that may, or change the owner";
  }

  /** Whether the file system is mounted read-only, which no permission can change. */
  static boolean onReadOnlyFileSystem(Path path) {
    return ReadOnlyFileSystem.holds(path);
  }

  private static String ids(Path path) {
    try {
      return "uid "
          + Files.getAttribute(path, "unix:uid")
          + " gid "
          + Files.getAttribute(path, "unix:gid");
    } catch (IOException unknown) {
      return "an unknown user";
    }
  }
}
