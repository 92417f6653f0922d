package dev.qemupod.supervisor.config;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells a file that nobody can write from one that this user may not write. */
public final class ReadOnlyFileSystem {
  private static final String EROFS = "Read-only file system";

  private ReadOnlyFileSystem() {}

  /**
   * Whether the path is on a file system that is mounted read-only, which no permission changes.
   */
  public static boolean holds(Path path) {
    try {
      if (Files.getFileStore(path).isReadOnly()) {
        return true;
      }
    } catch (IOException unknown) {
      return false;
    }
    return Files.isRegularFile(path) && refusesToOpen(path);
  }

  /** The JDK does not find a mount point within the same device, such as a bind mount. */
  private static boolean refusesToOpen(Path path) {
    try (FileChannel opened = FileChannel.open(path, StandardOpenOption.WRITE)) {
      return !opened.isOpen();
    } catch (FileSystemException refused) {
      return EROFS.equals(refused.getReason());
    } catch (IOException other) {
      return false;
    }
  }
}
