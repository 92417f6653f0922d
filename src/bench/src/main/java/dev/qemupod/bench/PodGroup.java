package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A memory cgroup with a limit, as a pod has one: what else the machine does is not in it. Of
 * version 1 and 2, where this process may make one.
 */
final class PodGroup {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final int TRIES = 100;
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(20);

  private final Path directory;

  private PodGroup(Path directory) {
    this.directory = directory;
  }

  /** Makes one; empty where the kernel or its owner does not allow that. */
  static Optional<PodGroup> make(String name, long limitBytes) {
    return makeIn(MOUNT, name, limitBytes);
  }

  static Optional<PodGroup> makeIn(Path mount, String name, long limitBytes) {
    boolean legacy = Files.isDirectory(mount.resolve("memory"));
    Path directory = (legacy ? mount.resolve("memory") : mount).resolve(name);
    try {
      Files.createDirectory(directory);
      Files.writeString(
          directory.resolve(legacy ? "memory.limit_in_bytes" : "memory.max"),
          Long.toString(limitBytes));
      return Optional.of(new PodGroup(directory));
    } catch (IOException notAllowed) {
      // It may be there without the controller; one with a pod in it stays.
      var _ = directory.toFile().delete();
      return Optional.empty();
    }
  }

  /** The command that runs another one in it. */
  List<String> enter() {
    return List.of(
        "/bin/sh",
        "-c",
        "echo $$ >\"$0\" && exec \"$@\"",
        directory.resolve("cgroup.procs").toString());
  }

  /** Removes it, once nobody is left in it. */
  void remove() {
    for (int i = 0; i < TRIES && directory.toFile().exists() && !directory.toFile().delete(); i++) {
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
  }
}
