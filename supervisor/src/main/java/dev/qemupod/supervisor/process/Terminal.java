package dev.qemupod.supervisor.process;

import dev.qemupod.supervisor.host.ChildEnvironment;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import sun.misc.Signal;

/**
 * The terminal on the supervisor's stdin, if the container has one ({@code tty: true}), set so that
 * every key reaches the guest.
 *
 * <p>By stty(1), since termios differs by architecture and C library. The settings are those of
 * qemu's own stdio console (chardev/char-stdio.c): no echo, no line editing, no signals, but output
 * processing, without which the log's lines would run down the screen as stairs.
 */
public final class Terminal {
  private static final List<String> RAW = List.of("raw", "-echo", "opost");
  private static final long TIMEOUT_SECONDS = 2;

  private final ProcessTable table;
  private final String saved;
  private boolean restored;

  private Terminal(ProcessTable table, String saved) {
    this.table = table;
    this.saved = saved;
  }

  /** Makes the terminal raw; empty if stdin is none, or there is no stty. */
  public static Optional<Terminal> makeRaw(ProcessTable table) {
    if (!mayBeTerminal(Path.of("/proc/self/fd/0"))) {
      return Optional.empty();
    }
    try {
      Optional<String> saved = stty(table, List.of("-g"));
      if (saved.isPresent() && stty(table, RAW).isPresent()) {
        Terminal terminal = new Terminal(table, saved.get());
        Signal.handle(new Signal("CONT"), continued -> terminal.makeRawAgain());
        return Optional.of(terminal);
      }
    } catch (IOException noStty) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * The shell that a stopped supervisor left the terminal to has set it to its own liking. In the
   * background it stays so: changing it from there would stop the supervisor again (SIGTTOU), and
   * when the shell brings it to the foreground it sends another SIGCONT.
   */
  private synchronized void makeRawAgain() {
    try {
      if (!restored && inForeground(Files.readString(Path.of("/proc/self/stat")))) {
        var _ = stty(table, RAW);
      }
    } catch (IOException gone) {
      // There is nothing to make raw.
    }
  }

  /**
   * Whether the terminal would be heard from.
   *
   * @param stat the text of /proc/self/stat (proc_pid_stat(5))
   */
  static boolean inForeground(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    String group = fields[2];
    String controllingTerminal = fields[4];
    String foregroundGroup = fields[5];
    return controllingTerminal.equals("0") || foregroundGroup.equals(group);
  }

  /** Puts the settings back; to be called before the supervisor ends. */
  public synchronized boolean restore() {
    restored = true;
    try {
      return stty(table, List.of(saved)).isPresent();
    } catch (IOException failure) {
      return false;
    }
  }

  /** Spares the usual container, whose stdin is /dev/null or a pipe, from starting stty. */
  static boolean mayBeTerminal(Path standardInput) {
    try {
      // The usual container's; java.nio.file is not loaded yet.
      if (standardInput.toFile().getCanonicalPath().equals("/dev/null")) {
        return false;
      }
      String target = Files.readSymbolicLink(standardInput).toString();
      return !target.startsWith("pipe:") && !target.startsWith("socket:");
    } catch (IOException unknown) {
      return false;
    }
  }

  /** Runs stty on stdin; gives what it printed, or nothing if it failed. */
  private static Optional<String> stty(ProcessTable table, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add("stty");
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectInput(Redirect.INHERIT).redirectError(Redirect.DISCARD);
    ChildEnvironment.clean(builder.environment());
    Process process = table.start(builder);
    CompletableFuture<Process> end =
        process.onExit().whenComplete((ended, failure) -> table.ended(process.pid()));
    try {
      end.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException stopped) {
      // In a background job stty is stopped by SIGTTOU and never ends.
      process.destroyForcibly();
      return Optional.empty();
    } catch (ExecutionException failure) {
      throw new IOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    return process.exitValue() == 0 ? Optional.of(output) : Optional.empty();
  }
}
