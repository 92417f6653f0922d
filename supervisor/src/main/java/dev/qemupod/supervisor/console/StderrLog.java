package dev.qemupod.supervisor.console;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads what qemu writes to its stderr: each line goes to the log, and the last ones are kept for
 * the report on its end.
 *
 * <p>qemu writes some warnings from the thread that serves the guest, so that nothing here may
 * block it: the log does not, whatever becomes of the container's stderr.
 */
public final class StderrLog {
  private static final int LONGEST_LINE = 1024;
  private static final int KEPT_LINES = 20;
  private static final int KEPT_BYTES = 2048;

  private final InputStream stderr;
  private final PlainLines lines;
  private final ConsoleTail tail = new ConsoleTail(KEPT_LINES, KEPT_BYTES);
  private final Thread reader = new Thread(this::read, "qemu-stderr");

  private StderrLog(InputStream stderr, Consumer<String> lines) {
    this.stderr = stderr;
    this.lines = new PlainLines(LONGEST_LINE, lines);
    this.reader.setDaemon(true);
  }

  /**
   * Starts reading.
   *
   * @param lines gets each as plain text; must not block
   */
  public static StderrLog start(InputStream stderr, Consumer<String> lines) {
    StderrLog log = new StderrLog(stderr, lines);
    log.reader.start();
    return log;
  }

  private void read() {
    byte[] buffer = new byte[4096];
    try {
      for (int count = stderr.read(buffer); count >= 0; count = stderr.read(buffer)) {
        tail.output(buffer, 0, count);
        lines.feed(buffer, 0, count);
      }
    } catch (IOException closed) {
      // The process is gone and its pipe with it: the same as the end.
    }
    byte[] newline = {'\n'};
    lines.feed(newline, 0, 1);
  }

  /** The last 20 lines, or 2 KiB of them, oldest first. */
  public List<String> lastLines() {
    return tail.lines();
  }

  /**
   * After qemu's end, waits until every line has been given to the log; false if that took longer.
   */
  public boolean drain(Duration timeout) throws InterruptedException {
    return reader.join(timeout);
  }
}
