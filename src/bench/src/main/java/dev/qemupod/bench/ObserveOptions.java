package dev.qemupod.bench;

import java.util.List;

/**
 * How long a VM is observed.
 *
 * @param idle seconds in which nobody asks anything
 * @param seconds in which it is scraped once a second, on each kind of connection
 * @param scrapes that must leave the supervisor as it was
 */
record ObserveOptions(int idle, int seconds, int scrapes) {
  static final ObserveOptions DEFAULT = new ObserveOptions(300, 300, 1000);

  /** With fewer, there is nothing in the windows that are compared. */
  private static final int LEAST = 30;

  private static final int MOST = 100_000;

  /** Reads what follows the word observe. */
  static ObserveOptions of(List<String> arguments) throws BenchException {
    ObserveOptions options = DEFAULT;
    for (int i = 0; i < arguments.size(); i += 2) {
      int value = number(arguments.get(i), i + 1 < arguments.size() ? arguments.get(i + 1) : "");
      options =
          switch (arguments.get(i)) {
            case "--idle" -> new ObserveOptions(value, options.seconds, options.scrapes);
            case "--seconds" -> new ObserveOptions(options.idle, value, options.scrapes);
            case "--scrapes" -> new ObserveOptions(options.idle, options.seconds, value);
            default ->
                throw new BenchException(
                    "observe takes --idle N, --seconds N and --scrapes N, but was given: "
                        + arguments);
          };
    }
    return options;
  }

  private static int number(String name, String text) throws BenchException {
    try {
      int number = Integer.parseInt(text);
      if (number >= LEAST && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new BenchException(
        name + " takes a number from " + LEAST + " to " + MOST + ", but was given: " + text);
  }

  /** What repeats it. */
  String command() {
    return "./dev bench observe"
        + option("--idle", idle, DEFAULT.idle)
        + option("--seconds", seconds, DEFAULT.seconds)
        + option("--scrapes", scrapes, DEFAULT.scrapes);
  }

  private static String option(String name, int value, int usual) {
    return value == usual ? "" : " " + name + " " + value;
  }
}
