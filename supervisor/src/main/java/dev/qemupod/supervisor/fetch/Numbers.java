package dev.qemupod.supervisor.fetch;

import java.util.OptionalLong;

/** Reads what servers and files call a number. */
final class Numbers {
  private static final int MOST_DIGITS = 18;

  private Numbers() {}

  /** A number of at most 18 plain digits; empty: it is none. */
  static OptionalLong parse(String text) {
    if (text.isEmpty() || text.length() > MOST_DIGITS) {
      return OptionalLong.empty();
    }
    long value = 0;
    for (int index = 0; index < text.length(); index++) {
      char digit = text.charAt(index);
      if (digit < '0' || digit > '9') {
        return OptionalLong.empty();
      }
      value = value * 10 + digit - '0';
    }
    return OptionalLong.of(value);
  }
}
