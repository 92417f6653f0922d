package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectIoTest {
  /** On the file systems that a Linux machine has in any case, whatever they are. */
  @ParameterizedTest
  @ValueSource(strings = {"/tmp", "/dev/shm", "/var/tmp"})
  void what_is_told_is_what_the_kernel_does(String folder) throws IOException {
    Path file = Files.createTempFile(Path.of(folder), "direct", ".img");
    try {
      assertEquals(opens(file), DirectIo.works(file));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void a_file_that_is_not_there_can_not_be_opened(@TempDir Path folder) {
    assertFalse(DirectIo.works(folder.resolve("none")));
  }

  @Test
  void a_file_of_procfs_can_not_be_opened_past_a_page_cache() {
    assertFalse(DirectIo.works(Path.of("/proc/self/status")));
  }

  private static boolean opens(Path file) {
    try {
      FileChannel.open(file, StandardOpenOption.READ, ExtendedOpenOption.DIRECT).close();
      return true;
    } catch (IOException refused) {
      return false;
    }
  }
}
