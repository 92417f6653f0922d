package dev.qemupod.supervisor.config;

import java.time.Duration;

/**
 * Reads times as Kubernetes and Go write them: {@code 50s}, {@code 2m}, {@code 1m30s}, {@code
 * 500ms}; a bare number is seconds.
 */
final class Durations {
  private static final String EXPECTED = "a time such as 50s, 2m or 1m30s";
  private static final String[] UNITS = {"h", "m", "s", "ms"};
  private static final long[] MILLISECONDS = {3_600_000, 60_000, 1_000, 1};
  private static final int MOST_DIGITS = 9;

  private Durations() {}

  /** The time, if it lies between the two bounds, both included. */
  static Parsed<Duration> parse(String text, Duration least, Duration most) {
    long milliseconds = milliseconds(text);
    if (milliseconds < 0) {
      return Parsed.rejected(
          EXPECTED, "write whole numbers with the units h, m, s or ms, the largest first");
    }
    Duration duration = Duration.ofMillis(milliseconds);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      return Parsed.rejected(
          "a time from " + format(least) + " to " + format(most),
          "choose a time below the pod's terminationGracePeriodSeconds");
    }
    return Parsed.value(duration);
  }

  /** The time as a user would write it. */
  static String format(Duration duration) {
    long left = duration.toMillis();
    StringBuilder text = new StringBuilder();
    for (int unit = 0; unit < UNITS.length; unit++) {
      long count = left / MILLISECONDS[unit];
      left %= MILLISECONDS[unit];
      if (count > 0) {
        text.append(count).append(UNITS[unit]);
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }

  /** The sum of the parts, or -1 if the text is not a time. */
  private static long milliseconds(String text) {
    long sum = 0;
    int index = 0;
    int lastUnit = -1;
    while (index < text.length()) {
      int numberEnd = run(text, index, true);
      int unitEnd = run(text, numberEnd, false);
      int length = numberEnd - index;
      if (length == 0 || length > MOST_DIGITS) {
        return -1;
      }
      boolean bare = unitEnd == text.length() && numberEnd == unitEnd && index == 0;
      int unit = bare ? 2 : unit(text.substring(numberEnd, unitEnd));
      if (unit <= lastUnit) {
        return -1;
      }
      sum += Long.parseLong(text, index, numberEnd, 10) * MILLISECONDS[unit];
      lastUnit = unit;
      index = unitEnd;
    }
    return text.isEmpty() ? -1 : sum;
  }

  private static int run(String text, int start, boolean digits) {
    int end = start;
    while (end < text.length() && (text.charAt(end) >= '0' && text.charAt(end) <= '9') == digits) {
      end++;
    }
    return end;
  }

  private static int unit(String name) {
    for (int unit = 0; unit < UNITS.length; unit++) {
      if (UNITS[unit].equals(name)) {
        return unit;
      }
    }
    return -1;
  }
}
