package dev.qemupod.bench;

import java.util.List;

/**
 * How the networks are compared.
 *
 * @param rounds how often each is measured
 * @param command what repeats it
 */
record NetworkOptions(int rounds, String command) {
  private static final String COMMAND = "./dev bench network";
  private static final int ROUNDS = 5;

  /** Reads what follows the word network. */
  static NetworkOptions of(List<String> arguments) throws BenchException {
    if (arguments.isEmpty()) {
      return new NetworkOptions(ROUNDS, COMMAND);
    }
    if (arguments.size() == 2
        && arguments.getFirst().equals("--rounds")
        && arguments.getLast().matches("[1-9][0-9]{0,3}")) {
      return new NetworkOptions(
          Integer.parseInt(arguments.getLast()), COMMAND + " " + String.join(" ", arguments));
    }
    throw new BenchException(
        "network takes --rounds N, N from 1 to 9999, but was given: " + arguments);
  }
}
