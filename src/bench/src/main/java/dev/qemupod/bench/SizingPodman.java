package dev.qemupod.bench;

import java.io.IOException;
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
  /**
   * A podman command, not yet started. Without a storage driver in the environment podman takes
   * that of its store.
   */
  ProcessBuilder command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("podman");
    String driver = System.getenv("STORAGE_DRIVER");
    if (driver != null) {
      command.add("--storage-driver=" + driver);
    }
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("CONTAINERS_CONF", settings.toString());
    return builder;
  }

  /** The output of a podman command that must succeed. */
  String run(List<String> arguments) throws IOException, InterruptedException, BenchException {
    return Commands.output(folder.resolve("podman.stderr"), command(arguments));
  }

  /** Removes a container, running or not. */
  void remove(String name) throws IOException, InterruptedException, BenchException {
    var _ = run(List.of("rm", "--force", "--ignore", "--time=0", "--volumes", name));
  }
}
