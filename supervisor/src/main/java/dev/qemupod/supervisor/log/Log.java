package dev.qemupod.supervisor.log;

import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.time.Instant;

/**
 * The supervisor's own log, one line a message, on stderr.
 *
 * <p>Not {@code System.Logger}: its default backend loads java.logging and some 300 classes before
 * qemu could be started, and no library in use here logs through it before then. Levels are by who
 * must react: error = something the user asked for did not happen; warning = it happened, but not
 * as they might think; info = a rare change of state that matters in production; debug = for the
 * developers.
 */
public final class Log {
  private final PrintStream out;
  private final boolean json;
  private final Level level;

  /** A log that writes to the stream from the level up. */
  public Log(PrintStream out, boolean json, Level level) {
    this.out = out;
    this.json = json;
    this.level = level;
  }

  /** Something the user asked for did not happen. */
  public void error(String message) {
    write(Level.ERROR, message);
  }

  /** It happened, but not as the user might think. */
  public void warning(String message) {
    write(Level.WARNING, message);
  }

  /** A rare change of state that matters in production. */
  public void info(String message) {
    write(Level.INFO, message);
  }

  /** For the developers. */
  public void debug(String message) {
    write(Level.DEBUG, message);
  }

  /** Writes the message if its level is at least this log's. */
  public void write(Level messageLevel, String message) {
    if (messageLevel.getSeverity() >= level.getSeverity()) {
      String line = json ? jsonLine(messageLevel, message) : textLine(messageLevel, message);
      out.println(line);
    }
  }

  private static String textLine(Level level, String message) {
    return Instant.now() + " " + level.getName() + " " + message;
  }

  private static String jsonLine(Level level, String message) {
    return "{\"time\":\""
        + Instant.now()
        + "\",\"level\":\""
        + level.getName()
        + "\",\"logger\":\"supervisor\",\"message\":"
        + JsonText.quote(message)
        + "}";
  }
}
