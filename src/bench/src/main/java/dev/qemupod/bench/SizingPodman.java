package dev.qemupod.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Speaks to podman, with the settings that ./dev uses.
 *
 * @param settings src/container/containers.conf
 * @param folder to start it in, since conmon leaves a file there
 */
record SizingPodman(Path settings, Path folder) {
  /** A podman command, not yet started. */
  ProcessBuilder command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("podman");
    command.add("--storage-driver=" + System.getenv().getOrDefault("STORAGE_DRIVER", "vfs"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("CONTAINERS_CONF", settings.toString());
    return builder;
  }

  /** The output of a podman command that must succeed. */
  String run(List<String> arguments) throws IOException, InterruptedException, BenchException {
    Path errors = folder.resolve("podman.stderr");
    Process process = command(arguments).redirectError(errors.toFile()).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status != 0) {
      throw new BenchException(
          "podman "
              + String.join(" ", arguments)
              + " ended with "
              + status
              + ": "
              + Files.readString(errors));
    }
    return output.strip();
  }

  /** Removes a container, running or not. */
  void remove(String name) throws IOException, InterruptedException, BenchException {
    var _ = run(List.of("rm", "--force", "--ignore", "--time=0", "--volumes", name));
  }
}
