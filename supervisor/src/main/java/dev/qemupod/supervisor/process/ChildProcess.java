package dev.qemupod.supervisor.process;

import dev.qemupod.supervisor.host.ChildEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A running or ended child process with pipes to its three standard streams.
 *
 * <p>Spawn from a thread that lives to the end, which is main: a parent-death signal (prctl(2),
 * PR_SET_PDEATHSIG) fires when the spawning <em>thread</em> ends.
 */
public final class ChildProcess {
  private final Process process;
  private final CompletableFuture<ExitStatus> exit;

  private ChildProcess(Process process, CompletableFuture<ExitStatus> exit) {
    this.process = process;
    this.exit = exit;
  }

  /**
   * Starts the program.
   *
   * @param argv the program, looked up in PATH, and its arguments
   * @param table where it is entered, so that its exit status is not lost
   * @throws LaunchFailure if it does not start
   */
  public static ChildProcess spawn(List<String> argv, ProcessTable table) throws LaunchFailure {
    ProcessBuilder builder = new ProcessBuilder(argv);
    ChildEnvironment.clean(builder.environment());
    Process process;
    try {
      process = table.start(builder);
    } catch (IOException failure) {
      throw LaunchFailure.of(argv, failure);
    }
    CompletableFuture<ExitStatus> exit =
        process
            .onExit()
            .thenApply(
                ended -> {
                  table.ended(ended.pid());
                  return ExitStatus.ofJavaExitValue(ended.exitValue());
                });
    return new ChildProcess(process, exit);
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Writes to its standard input; buffered, so flush. */
  public OutputStream stdin() {
    return process.getOutputStream();
  }

  /** Reads its standard output. */
  public InputStream stdout() {
    return process.getInputStream();
  }

  /** Reads its standard error. */
  public InputStream stderr() {
    return process.getErrorStream();
  }

  /** Completed when it has ended, on a thread that must not be blocked. */
  public CompletableFuture<ExitStatus> onExit() {
    return exit.copy();
  }

  /** Waits for its end; empty if it still runs after the time. */
  public Optional<ExitStatus> waitFor(Duration timeout) throws InterruptedException {
    return process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)
        ? Optional.of(ExitStatus.ofJavaExitValue(process.exitValue()))
        : Optional.empty();
  }

  /** Whether it still runs. */
  public boolean alive() {
    return process.isAlive();
  }

  /**
   * Sends SIGTERM. By the handle, since {@code Process.destroy} also closes the pipes and loses the
   * last words.
   *
   * @return false if it had ended
   */
  public boolean terminate() {
    return process.toHandle().destroy();
  }

  /** Sends SIGKILL; false if it had ended. */
  public boolean kill() {
    return process.toHandle().destroyForcibly();
  }
}
