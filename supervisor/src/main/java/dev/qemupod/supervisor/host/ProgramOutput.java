package dev.qemupod.supervisor.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program that prints something about itself and ends. */
public final class ProgramOutput {
  private static final int MOST_BYTES = 64 << 10;

  private ProgramOutput() {}

  /**
   * What it prints to stdout and stderr; its exit status says nothing of use.
   *
   * @throws IOException if it can not be started
   */
  public static String of(List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    ChildEnvironment.clean(builder.environment());
    Process process = builder.start();
    try {
      byte[] output = process.getInputStream().readNBytes(MOST_BYTES);
      var _ = process.waitFor();
      return new String(output, StandardCharsets.UTF_8);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      process.destroyForcibly();
    }
  }
}
