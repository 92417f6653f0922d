package dev.qemupod.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long is soaked.
 *
 * @param minutes at least {@link #LEAST_MINUTES}
 */
record SoakOptions(int minutes) {
  static final int DEFAULT_MINUTES = 30;

  /** With a minute in each of the windows that are compared. */
  static final int LEAST_MINUTES = 6;

  private static final String MINUTES = "--minutes";

  /** Reads what follows the word soak. */
  static SoakOptions of(List<String> arguments) throws BenchException {
    if (arguments.isEmpty()) {
      return new SoakOptions(DEFAULT_MINUTES);
    }
    if (arguments.size() != 2 || !arguments.getFirst().equals(MINUTES)) {
      throw new BenchException("soak takes only " + MINUTES + " N, but was given: " + arguments);
    }
    String number = arguments.get(1);
    try {
      int minutes = Integer.parseInt(number);
      if (minutes >= LEAST_MINUTES) {
        return new SoakOptions(minutes);
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new BenchException(
        MINUTES + " must be a whole number from " + LEAST_MINUTES + " on, but was: " + number);
  }

  Duration length() {
    return Duration.ofMinutes(minutes);
  }

  /** What repeats it. */
  String command() {
    return minutes == DEFAULT_MINUTES
        ? "./dev bench soak"
        : "./dev bench soak " + MINUTES + " " + minutes;
  }
}
