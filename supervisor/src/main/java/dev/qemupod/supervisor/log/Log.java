package dev.qemupod.supervisor.log;

import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * The supervisor's own log, one line a message, on stderr.
 *
 * <p>Not {@code System.Logger}: its lines have a form of their own, and where there is
 * java.logging, which the image does without, it loads some 300 classes before qemu could be
 * started. Levels are by who must react: error = something the user asked for did not happen;
 * warning = it happened, but not as they might think; info = a rare change of state that matters in
 * production; debug = for the developers.
 *
 * <p>Each line is one write of UTF-8, whatever the locale, so that lines of several threads do not
 * mix. That a write never blocks is the business of its {@link LogOutput}.
 */
public final class Log {
  private final PrintStream out;
  private final boolean json;
  private final Level level;
  private final LongSupplier epochMillis;

  /** A log that writes to the stream from the level up. */
  public Log(PrintStream out, boolean json, Level level) {
    this(out, json, level, System::currentTimeMillis);
  }

  Log(PrintStream out, boolean json, Level level, LongSupplier epochMillis) {
    this.out = out;
    this.json = json;
    this.level = level;
    this.epochMillis = epochMillis;
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
    write(messageLevel, message, "");
  }

  /**
   * A message that programs look for: in JSON it has a member {@code event} beside its text.
   *
   * @param event an object, with a member {@code name}
   */
  public void event(Level messageLevel, String message, JsonWriter event) {
    write(messageLevel, message, event.toString());
  }

  private void write(Level messageLevel, String message, String event) {
    if (level != Level.OFF && messageLevel.getSeverity() >= level.getSeverity()) {
      String time = LogText.time(epochMillis.getAsLong());
      String line =
          json
              ? jsonLine(time, messageLevel, message, event)
              : textLine(time, messageLevel, message);
      byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
      out.write(bytes, 0, bytes.length);
      out.flush();
    }
  }

  private static String textLine(String time, Level level, String message) {
    return time + " " + level.getName() + " " + LogText.visible(message) + "\n";
  }

  private static String jsonLine(String time, Level level, String message, String event) {
    return "{\"time\":\""
        + time
        + "\",\"level\":\""
        + level.getName()
        + "\",\"logger\":\"supervisor\",\"message\":"
        + JsonText.quote(message)
        + (event.isEmpty() ? "" : ",\"event\":" + event)
        + "}\n";
  }
}
