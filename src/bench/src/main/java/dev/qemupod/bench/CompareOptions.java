package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Which reports are compared.
 *
 * @param before the file of the old one
 * @param after the file of the new one
 * @param withinPercent so much a measure may become worse
 */
record CompareOptions(String before, String after, double withinPercent) {
  private static final double WITHIN_PERCENT = 10;

  /** Reads what follows the word compare. */
  static CompareOptions of(List<String> arguments) throws BenchException {
    List<String> files = new ArrayList<>();
    double within = WITHIN_PERCENT;
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.equals("--within")) {
        i++;
        within = percent(i < arguments.size() ? arguments.get(i) : "nothing");
      } else {
        files.add(argument);
      }
    }
    if (files.size() != 2 || files.stream().anyMatch(file -> file.startsWith("-"))) {
      throw new BenchException(
          "compare takes OLD.json NEW.json and --within PERCENT, but was given: " + arguments);
    }
    return new CompareOptions(files.getFirst(), files.getLast(), within);
  }

  private static double percent(String text) throws BenchException {
    if (text.matches("[0-9]{1,3}([.][0-9]{1,3})?")) {
      return Double.parseDouble(text);
    }
    throw new BenchException("--within takes a percentage such as 10, but was given: " + text);
  }
}
