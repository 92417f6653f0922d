package dev.qemupod.supervisor.config;

/** Reads a switch: 1/true/yes/on/y or 0/false/no/off/n, in any case. */
final class Flag {
  private static final String[] ON = {"1", "true", "yes", "on", "y"};
  private static final String[] OFF = {"0", "false", "no", "off", "n"};

  private Flag() {}

  static Parsed<Boolean> parse(String text) {
    if (isOneOf(text, ON)) {
      return Parsed.value(true);
    }
    if (isOneOf(text, OFF)) {
      return Parsed.value(false);
    }
    return Parsed.rejected(
        "1, true, yes, on or y, or else 0, false, no, off or n", "write 1 to switch it on");
  }

  /** Whether the text is one of the words for "off". */
  static boolean isOff(String text) {
    return isOneOf(text, OFF);
  }

  private static boolean isOneOf(String text, String[] words) {
    for (String word : words) {
      if (word.equalsIgnoreCase(text)) {
        return true;
      }
    }
    return false;
  }
}
