package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Lets the processes of this session come before others while something is measured, where the
 * kernel weighs whole sessions (autogroups, sched(7)).
 */
final class SessionPriority implements AutoCloseable {
  private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");
  private static final String HIGHEST = "-20";

  private final String before;

  private SessionPriority(String before) {
    this.before = before;
  }

  /** Raises it, until this is closed; nothing happens where it can not be changed. */
  static SessionPriority raise() {
    try {
      String group = Files.readString(AUTOGROUP).strip();
      Files.writeString(AUTOGROUP, HIGHEST);
      return new SessionPriority(group.substring(group.lastIndexOf(' ') + 1));
    } catch (IOException _) {
      return new SessionPriority("");
    }
  }

  @Override
  public void close() {
    if (!before.isEmpty()) {
      try {
        Files.writeString(AUTOGROUP, before);
      } catch (IOException _) {
        // This process ends soon, and its session with it.
      }
    }
  }
}
