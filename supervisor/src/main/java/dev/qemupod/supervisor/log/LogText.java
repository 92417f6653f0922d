package dev.qemupod.supervisor.log;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Turns a moment and a message into text that is safe on one line of a log.
 *
 * <p>A message may quote qemu, and qemu may quote the guest: line breaks in it could forge log
 * lines, and escape sequences could drive the terminal of whoever reads them. Both are shown, not
 * obeyed. The time is written by hand because {@code java.time.format} loads some hundred classes.
 */
public final class LogText {
  private static final long MILLIS_PER_DAY = 86_400_000L;

  private LogText() {}

  /** RFC 3339 in UTC with milliseconds: {@code 2026-11-23T22:05:00.123Z}. */
  public static String time(Instant moment) {
    return time(moment.toEpochMilli());
  }

  /** As the other, of milliseconds since the epoch. */
  static String time(long epochMillis) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(epochMillis, MILLIS_PER_DAY));
    int millis = (int) Math.floorMod(epochMillis, MILLIS_PER_DAY);
    StringBuilder text = new StringBuilder(24);
    appendPadded(text, date.getYear(), 4);
    appendPadded(text.append('-'), date.getMonthValue(), 2);
    appendPadded(text.append('-'), date.getDayOfMonth(), 2);
    appendPadded(text.append('T'), millis / 3_600_000, 2);
    appendPadded(text.append(':'), millis / 60_000 % 60, 2);
    appendPadded(text.append(':'), millis / 1_000 % 60, 2);
    appendPadded(text.append('.'), millis % 1_000, 3);
    return text.append('Z').toString();
  }

  private static void appendPadded(StringBuilder target, int number, int digits) {
    for (int bound = digits == 4 ? 1_000 : digits == 3 ? 100 : 10; bound > 1; bound /= 10) {
      if (number < bound) {
        target.append('0');
      }
    }
    target.append(number);
  }

  /** The message with everything that is not plainly text replaced by a visible escape. */
  public static String visible(String message) {
    for (int index = 0; index < message.length(); index++) {
      if (isHarmful(message.charAt(index))) {
        return escaped(message);
      }
    }
    return message;
  }

  /** Control characters (C0, DEL, C1), line separators and marks that reorder text. */
  static boolean isHarmful(char character) {
    return character < 0x20
        || (character >= 0x7f && character <= 0x9f)
        || (character >= 0x2028 && character <= 0x202e)
        || (character >= 0x2066 && character <= 0x2069);
  }

  private static String escaped(String message) {
    StringBuilder text = new StringBuilder(message.length() + 16);
    for (int index = 0; index < message.length(); index++) {
      char character = message.charAt(index);
      switch (character) {
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (isHarmful(character)) {
            JsonText.appendUnicodeEscape(text, character);
          } else {
            text.append(character);
          }
        }
      }
    }
    return text.toString();
  }
}
