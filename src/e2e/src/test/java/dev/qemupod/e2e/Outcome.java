package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a command did.
 *
 * @param command the command, for messages
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Outcome(List<String> command, int code, String out, String err) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Runs a command to its end, with nothing on its standard input. */
  static Outcome of(ProcessBuilder builder) throws IOException, InterruptedException {
    return of(builder, PATIENCE);
  }

  /** The same for one that may take its time. */
  static Outcome of(ProcessBuilder builder, Duration patience)
      throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    Captured out = Captured.of(process.getInputStream());
    Captured err = Captured.of(process.getErrorStream());
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroyForcibly();
      fail(String.join(" ", builder.command()) + " did not end:\n" + out.text() + err.text());
    }
    if (!out.awaitEnd(PATIENCE) || !err.awaitEnd(PATIENCE)) {
      fail(String.join(" ", builder.command()) + " ended, but its output stays open");
    }
    return new Outcome(List.copyOf(builder.command()), process.exitValue(), out.text(), err.text());
  }

  /** The same, if it succeeded; else the test fails. */
  Outcome orFail() {
    return code == 0 ? this : fail(toString());
  }

  @Override
  public String toString() {
    return String.join(" ", command) + "\nexit code " + code + "\n" + out + err;
  }
}
