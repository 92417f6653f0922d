package dev.qemupod.supervisor.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds the program that stands in for qemu where its way of ending is what is tested. */
public final class StubQemu {
  private static final Path SOURCE = Path.of("src", "test", "c", "stub-qemu.c");
  private static final Path PROGRAM = Path.of("target", "test-tools", "stub-qemu");

  private StubQemu() {}

  /** Its absolute path, built if it is older than its source. */
  public static Path path() throws IOException, InterruptedException {
    if (!Files.exists(PROGRAM)
        || Files.getLastModifiedTime(PROGRAM).compareTo(Files.getLastModifiedTime(SOURCE)) < 0) {
      build();
    }
    return PROGRAM.toAbsolutePath();
  }

  private static void build() throws IOException, InterruptedException {
    Files.createDirectories(PROGRAM.getParent());
    Process compiler =
        new ProcessBuilder(
                "gcc",
                "-std=gnu11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-static",
                "-o",
                PROGRAM.toString(),
                SOURCE.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (compiler.waitFor() != 0) {
      throw new IOException("gcc: " + output);
    }
  }
}
