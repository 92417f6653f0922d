package dev.qemupod.bench;

import java.util.List;

/**
 * For a benchmark that can only be told how often it is repeated.
 *
 * @param rounds how often each contender is measured
 * @param command what repeats it
 */
record RoundOptions(int rounds, String command) {
  private static final String ROUNDS = "[1-9][0-9]{0,3}";

  /**
   * Reads what follows the benchmark's word.
   *
   * @param word such as network
   * @param usual rounds if nothing follows
   */
  static RoundOptions of(String word, int usual, List<String> arguments) throws BenchException {
    String command = "./dev bench " + word;
    if (arguments.isEmpty()) {
      return new RoundOptions(usual, command);
    }
    if (arguments.size() == 2
        && arguments.getFirst().equals("--rounds")
        && arguments.getLast().matches(ROUNDS)) {
      return new RoundOptions(
          Integer.parseInt(arguments.getLast()), command + " " + String.join(" ", arguments));
    }
    throw new BenchException(
        word + " takes --rounds N, N from 1 to 9999, but was given: " + arguments);
  }

  /** Reads what follows --rounds, for a benchmark that takes other options too. */
  static int rounds(String text) throws BenchException {
    if (text.matches(ROUNDS)) {
      return Integer.parseInt(text);
    }
    throw new BenchException("--rounds takes a number from 1 to 9999, but was given: " + text);
  }
}
