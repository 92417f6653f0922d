package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that must be what the code writes; {@code -Dqemupod.docs.write=true} writes it. */
final class GeneratedFile {
  private GeneratedFile() {}

  static void assertCurrent(Path file, String expected) throws IOException {
    if (Boolean.getBoolean("qemupod.docs.write")) {
      Files.writeString(file, expected);
    }
    String message = file + " is stale: run ./dev docs";
    assertEquals(expected, Files.exists(file) ? Files.readString(file) : "", message);
  }
}
