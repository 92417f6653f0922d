package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets the processes of this session come before others while something is measured, where the
 * kernel weighs whole sessions (autogroups, sched(7)).
 */
final class SessionPriority implements AutoCloseable {
  private static final String HIGHEST = "-20";

  private final Path autogroup;
  private final String before;

  private SessionPriority(Path autogroup, String before) {
    this.autogroup = autogroup;
    this.before = before;
  }

  /** Raises it, until this is closed; nothing happens where it can not be changed. */
  static SessionPriority raise() {
    return raise("self");
  }

  /** The same for the session of another process, such as qemu's. */
  static SessionPriority raise(long pid) {
    return raise(Long.toString(pid));
  }

  private static SessionPriority raise(String process) {
    Path autogroup = Path.of("/proc", process, "autogroup");
    try {
      String group = Files.readString(autogroup).strip();
      Files.writeString(autogroup, HIGHEST);
      return new SessionPriority(autogroup, group.substring(group.lastIndexOf(' ') + 1));
    } catch (IOException _) {
      return new SessionPriority(autogroup, "");
    }
  }

  @Override
  public void close() {
    if (!before.isEmpty()) {
      try {
        Files.writeString(autogroup, before);
      } catch (IOException _) {
        // The process has ended, or does so soon, and its session with it.
      }
    }
  }
}
