package dev.qemupod.supervisor.storage;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Tells whether a file can be opened past the page cache. */
final class DirectIo {
  private DirectIo() {}

  /** Whether O_DIRECT works: not on every tmpfs, overlay, or network file system. */
  static boolean works(Path path) {
    try {
      FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT).close();
      return true;
    } catch (IOException | UnsupportedOperationException refused) {
      return false;
    }
  }
}
