package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the disk space of copies with stat(1): Java cannot tell it. */
final class RuntimeDirectoryIT {
  @TempDir private Path folder;

  @Test
  void aCopyIsTheSameWithoutItsZeros() throws Exception {
    Path source = folder.resolve("source");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength((16 << 20) + 123);
      file.seek(5 << 20);
      file.write(new byte[] {1, 2, 3});
    }
    try (RuntimeDirectory directory = RuntimeDirectory.create(List.of(folder))) {
      Path copy = directory.copy("copy", source);
      assertEquals(-1, Files.mismatch(source, copy));
      long blocks = blocks(copy);
      assertTrue(blocks * 512 < 1 << 20, blocks + " blocks");
    }
  }

  private static long blocks(Path file) throws Exception {
    // Java has no st_blocks: stat(1) has.
    Process stat = new ProcessBuilder("stat", "-c", "%b", file.toString()).start();
    return Long.parseLong(stat.inputReader().readLine());
  }
}
