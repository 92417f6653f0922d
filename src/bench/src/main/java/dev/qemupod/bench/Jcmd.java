package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Asks another Java machine by the JDK's jcmd. */
final class Jcmd {
  private Jcmd() {}

  /** What it answers to a command, such as GC.run. */
  static String ask(Layout layout, long pid, String command)
      throws IOException, InterruptedException, BenchException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    return Commands.output(
        layout.work().resolve("tool.stderr"),
        Map.of(),
        List.of(jcmd.toString(), Long.toString(pid), command));
  }
}
