package dev.qemupod.supervisor.host;

import org.jspecify.annotations.Nullable;

/** Picks numbers out of the kernel's text files without regular expressions. */
final class KernelText {
  /** No such number in the text. */
  static final long NONE = -1;

  private KernelText() {}

  /** The whole text as a number of at least 0; {@link #NONE} for anything else, such as max. */
  static long number(@Nullable String text) {
    return text == null ? NONE : number(text, 0, text.length());
  }

  /**
   * The number after the key of a line {@code key value} or {@code key: value unit}.
   *
   * @param text lines, the key at the start of one
   * @param key with its colon, if it has one
   */
  static long value(@Nullable String text, String key) {
    String value = line(text, key);
    if (value == null) {
      return NONE;
    }
    int end = 0;
    while (end < value.length() && value.charAt(end) > ' ') {
      end++;
    }
    return number(value, 0, end);
  }

  /** What follows the key on its line, trimmed; null when no line starts with the key. */
  static @Nullable String line(@Nullable String text, String key) {
    if (text == null) {
      return null;
    }
    for (int start = 0; start < text.length(); ) {
      int end = lineEnd(text, start);
      int after = start + key.length();
      if (after < end && text.startsWith(key, start) && text.charAt(after) <= ' ') {
        return text.substring(after, end).trim();
      }
      start = end + 1;
    }
    return null;
  }

  /** Where the line that starts here ends, its newline excluded. */
  static int lineEnd(String text, int start) {
    int end = text.indexOf('\n', start);
    return end < 0 ? text.length() : end;
  }

  /** A number of at least 0 between the two positions; {@link #NONE} if it is none or too large. */
  static long number(String text, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && text.charAt(start) <= ' ') {
      start++;
    }
    while (end > start && text.charAt(end - 1) <= ' ') {
      end--;
    }
    if (start == end) {
      return NONE;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
        return NONE;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
