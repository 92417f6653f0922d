package dev.qemupod.supervisor.storage;

import com.sun.nio.file.ExtendedOpenOption;
import dev.qemupod.supervisor.host.MountTable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Tells whether a file can be opened past the page cache. */
final class DirectIo {
  /**
   * Where each file can be opened so (FMODE_CAN_ODIRECT in the kernel's fs/ext4 and fs/xfs). To try
   * it takes a channel, and that 0.8 ms before qemu is started.
   */
  private static final Set<String> ALWAYS = Set.of("ext4", "xfs");

  private DirectIo() {}

  /** Whether O_DIRECT works: not on every tmpfs, overlay, or network file system. */
  static boolean works(Path path) {
    try {
      if (ALWAYS.contains(MountTable.typeAt(path))) {
        return true;
      }
      FileChannel.open(path, StandardOpenOption.READ, ExtendedOpenOption.DIRECT).close();
      return true;
    } catch (IOException | UnsupportedOperationException refused) {
      return false;
    }
  }
}
