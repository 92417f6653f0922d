package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.console.StderrLog;
import dev.qemupod.supervisor.process.ChildProcess;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.process.LaunchFailure;
import dev.qemupod.supervisor.process.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A passt that was started. It ends by itself with the qemu it serves, so that it is not left
 * behind even where the supervisor is killed.
 */
public final class NetworkHelper {
  private static final Duration LOOK = Duration.ofMillis(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofMillis(200);
  private static final Duration LEAVE = Duration.ofSeconds(1);

  /** Said by a passt of 2023 of each line that a container without syslog does not take. */
  private static final String NOISE = "Failed to send ";

  private static final String BOUND = "UNIX domain socket bound at ";

  private final NetworkPlan.Passt plan;
  private final ChildProcess process;
  private final StderrLog stderr;

  private NetworkHelper(NetworkPlan.Passt plan, ChildProcess process) {
    this.plan = plan;
    this.process = process;
    this.stderr = StderrLog.start(process.stderr(), _ -> {});
  }

  /**
   * Starts it and does not wait; must be called by the thread that lives to the end.
   *
   * @param before words put before the command line
   * @throws Unavailable if there is nothing to execute
   */
  static NetworkHelper start(NetworkPlan.Passt plan, List<String> before, ProcessTable processes)
      throws Unavailable {
    List<String> words = new ArrayList<>(before);
    words.addAll(plan.command());
    try {
      Files.deleteIfExists(plan.pidFile());
      return new NetworkHelper(plan, ChildProcess.spawn(words, processes));
    } catch (LaunchFailure failure) {
      throw new Unavailable(
          switch (failure.reason()) {
            case MISSING -> "there is no passt in PATH";
            case FORBIDDEN -> "passt may not be executed";
            case OTHER -> String.valueOf(failure.getMessage());
          });
    } catch (IOException failure) {
      throw new Unavailable("its files can not be replaced: " + failure.getMessage());
    }
  }

  /**
   * Starts one and ends it, to see whether that works.
   *
   * @return why it does not, in a clause; empty: it does
   */
  public static Optional<String> probe(NetworkPlan.Passt plan, ProcessTable processes) {
    try {
      NetworkHelper helper = start(plan, List.of(), processes);
      helper.awaitReady();
      helper.stop();
      return Optional.empty();
    } catch (Unavailable failure) {
      return Optional.of(failure.reason());
    }
  }

  /**
   * Waits until qemu can connect to it.
   *
   * @throws Unavailable if it ended, or was killed because it took too long
   */
  void awaitReady() throws Unavailable {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!ready()) {
        Optional<ExitStatus> ended = process.waitFor(LOOK);
        if (ended.isPresent()) {
          throw new Unavailable(lastWords(ended.get()));
        }
        if (System.nanoTime() - end > 0) {
          stop();
          throw new Unavailable("it was not ready after " + PATIENCE.toSeconds() + " s");
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      stop();
      throw new Unavailable("its start was interrupted");
    }
  }

  /** Whether it listens and has locked itself up, which is when it writes its number. */
  boolean ready() {
    try {
      return Files.size(plan.pidFile()) > 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Its process id. */
  long pid() {
    return process.pid();
  }

  /** Completed when it has ended. */
  CompletableFuture<ExitStatus> onExit() {
    return process.onExit();
  }

  /** How it ended, in a clause, with what it said last. */
  String lastWords(ExitStatus status) {
    StringBuilder words = new StringBuilder("passt ");
    words.append(
        switch (status) {
          case ExitStatus.Exited(int code) -> "exited with code " + code;
          case ExitStatus.Signalled(int signal) -> "died of signal " + signal;
        });
    if (status.equals(new ExitStatus.Exited(0))) {
      return words.toString();
    }
    try {
      var _ = stderr.drain(LAST_WORDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    List<String> lines = said(stderr.lastLines());
    // The reason may stand before a last line that only says that it gives up.
    for (String line : lines.subList(Math.max(0, lines.size() - 2), lines.size())) {
      words.append(": ").append(line);
    }
    return words.toString();
  }

  /** Its complaints, without what an old one says of its syslog and of how qemu is started. */
  static List<String> said(List<String> lines) {
    List<String> said = new ArrayList<>();
    for (String line : lines) {
      boolean advice = line.startsWith(" ") || line.endsWith(":") || line.startsWith(BOUND);
      if (!line.isBlank() && !advice && !line.startsWith(NOISE)) {
        said.add(line.strip());
      }
    }
    return said;
  }

  /** Ends it at once, and does not wait. */
  void kill() {
    process.kill();
  }

  /** Ends it and waits for that. */
  public void stop() {
    if (!process.terminate()) {
      return;
    }
    try {
      if (process.waitFor(LEAVE).isEmpty()) {
        process.kill();
        var _ = process.waitFor(LEAVE);
      }
    } catch (InterruptedException interrupted) {
      process.kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Why passt can not be used, in a clause. */
  static final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    Unavailable(String reason) {
      super(reason);
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
