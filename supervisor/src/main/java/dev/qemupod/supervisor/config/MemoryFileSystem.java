package dev.qemupod.supervisor.config;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells a volume from one whose content is memory, and counts against the pod's limit. */
public final class MemoryFileSystem {
  private MemoryFileSystem() {}

  /** Whether the path is on one, such as an {@code emptyDir} of medium {@code Memory}. */
  public static boolean holds(Path path) {
    try {
      FileStore store = Files.getFileStore(path);
      return store.type().equals("tmpfs") || store.type().equals("ramfs");
    } catch (IOException unknown) {
      return false;
    }
  }
}
