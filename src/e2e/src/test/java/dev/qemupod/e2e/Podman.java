package dev.qemupod.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Speaks to podman, with the settings that ./dev uses (src/container/containers.conf). */
final class Podman {
  /** The image under test, as {@code ./dev image} tags it. */
  static final String IMAGE = "localhost/qemu-pod:latest";

  /** Where the repository is, seen from this module. */
  static final Path REPOSITORY = Path.of("..", "..").toAbsolutePath().normalize();

  private Podman() {}

  /**
   * A podman command, not yet started. Without a storage driver in the environment podman takes
   * that of its store.
   */
  static ProcessBuilder command(List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("podman");
    String driver = System.getenv("STORAGE_DRIVER");
    if (driver != null) {
      command.add("--storage-driver=" + driver);
    }
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    // conmon leaves a file named oom where it was started.
    builder.directory(Path.of("target").toFile());
    builder
        .environment()
        .put("CONTAINERS_CONF", REPOSITORY.resolve("src/container/containers.conf").toString());
    return builder;
  }

  /** Runs a podman command to its end. */
  static Outcome run(String... arguments) throws IOException, InterruptedException {
    return Outcome.of(command(List.of(arguments)));
  }

  /** What podman knows about a container. */
  static JsonNode inspect(String container) throws IOException, InterruptedException {
    String json = run("container", "inspect", container).orFail().out();
    return new ObjectMapper().readTree(json).get(0);
  }

  /** Where a volume's files are on the host. */
  static Path volume(String name) throws IOException, InterruptedException {
    Outcome found = run("volume", "inspect", "--format={{.Mountpoint}}", name).orFail();
    return Path.of(found.out().strip());
  }
}
