package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmallFilesTest {
  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4095, 4096, 4097, 8192, 100_000})
  void a_file_of_any_length_is_read_to_its_end(int length) throws IOException {
    String text = text(length);

    assertEquals(text, new SmallFiles(root).read("/file"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4096, 4097, 9000})
  void the_start_of_a_file_is_no_longer_than_asked_for(int bytes) throws IOException {
    String text = text(9000);

    assertEquals(text.substring(0, bytes), new SmallFiles(root).readStart("/file", bytes));
  }

  @Test
  void a_file_of_procfs_that_has_no_length_is_read_to_its_end() {
    String mounts = String.valueOf(new SmallFiles(Path.of("/")).read("/proc/self/mountinfo"));

    assertTrue(mounts.endsWith("\n"), mounts);
  }

  @Test
  void what_can_not_be_read_is_null() {
    assertNull(new SmallFiles(root).read("/file"));
    assertNull(new SmallFiles(root).readStart("/", 10));
  }

  private String text(int length) throws IOException {
    String text = "0123456789 abcdef\n".repeat(length / 18 + 1).substring(0, length);
    Files.writeString(root.resolve("file"), text);
    return text;
  }
}
