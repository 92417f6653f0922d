package dev.qemupod.supervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file system that is soon full: a tmpfs of its own.
 *
 * @param path where it is mounted
 */
record SmallFileSystem(Path path) implements AutoCloseable {
  static SmallFileSystem mount(Path path, int mebibytes) throws IOException {
    Files.createDirectory(path);
    run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", path.toString());
    return new SmallFileSystem(path);
  }

  @Override
  public void close() throws IOException {
    // Lazily: a qemu that was just killed may hold its disk for a moment longer.
    run("umount", "--lazy", path.toString());
  }

  private static void run(String... command) throws IOException {
    int code = new ProcessBuilder(command).inheritIO().start().onExit().join().exitValue();
    assertEquals(0, code, () -> String.join(" ", command));
  }
}
