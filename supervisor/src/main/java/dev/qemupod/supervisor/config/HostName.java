package dev.qemupod.supervisor.config;

/** Host names as Linux and DNS both take them. */
final class HostName {
  /** {@code HOST_NAME_MAX} of Linux, sethostname(2). */
  private static final int LONGEST = 64;

  private HostName() {}

  static boolean isValid(String text) {
    return !text.isEmpty() && text.length() <= LONGEST && labelsAreValid(text);
  }

  private static boolean labelsAreValid(String text) {
    char previous = '.';
    for (int index = 0; index < text.length(); index++) {
      char letter = text.charAt(index);
      boolean edge = letter == '.' || letter == '-';
      if (!edge && !isLetterOrDigit(letter)) {
        return false;
      }
      if ((edge && previous == '.') || (letter == '.' && previous == '-')) {
        return false;
      }
      previous = letter;
    }
    return previous != '.' && previous != '-';
  }

  private static boolean isLetterOrDigit(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || letter == '_';
  }
}
