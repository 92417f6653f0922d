package dev.qemupod.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs short programs to their end. */
final class Commands {
  private Commands() {}

  /**
   * The standard output of a program that must end with status 0.
   *
   * @param environment all of it; nothing is inherited
   * @param errors the file that gets its standard error, so that no reader of a pipe wakes up while
   *     something is measured
   */
  static String output(Path errors, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException, BenchException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return output(errors, builder);
  }

  /** The same, of a program that has nothing but the search path. */
  static String tool(Layout layout, String path, List<String> command)
      throws IOException, InterruptedException, BenchException {
    return output(layout.work().resolve("tool.stderr"), Map.of("PATH", path), command);
  }

  /** The same, of a program that is ready to be started. */
  static String output(Path errors, ProcessBuilder builder)
      throws IOException, InterruptedException, BenchException {
    Process process = builder.redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new BenchException(
          String.join(" ", builder.command())
              + " ended with "
              + status
              + ": "
              + Files.readString(errors));
    }
    return output.strip();
  }
}
