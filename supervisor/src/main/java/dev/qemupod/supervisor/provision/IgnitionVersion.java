package dev.qemupod.supervisor.provision;

import java.util.Optional;

/**
 * The version of the spec that an Ignition config is written for: {@code 3.4.0}, {@code
 * 2.5.0-experimental}.
 *
 * <p>Known are those of the last Ignition of each line: 2.0.0 to 2.4.0 and 2.5.0-experimental
 * (coreos/ignition, branch spec2x), 3.0.0 to 3.6.0 and 3.7.0-experimental (Ignition 2.26).
 */
record IgnitionVersion(int major, int minor, int patch, boolean experimental) {
  private static final int LAST_OF_2 = 4;
  private static final int LAST_OF_3 = 6;
  private static final String SUFFIX = "-experimental";

  /** Reads a version as Ignition does: three numbers, all of them there. */
  static Optional<IgnitionVersion> parse(String text) {
    boolean experimental = text.endsWith(SUFFIX);
    String numbers = experimental ? text.substring(0, text.length() - SUFFIX.length()) : text;
    int first = numbers.indexOf('.');
    int second = numbers.indexOf('.', first + 1);
    if (first < 0 || second < 0) {
      return Optional.empty();
    }
    int major = number(numbers.substring(0, first));
    int minor = number(numbers.substring(first + 1, second));
    int patch = number(numbers.substring(second + 1));
    return major < 0 || minor < 0 || patch < 0
        ? Optional.empty()
        : Optional.of(new IgnitionVersion(major, minor, patch, experimental));
  }

  /** Whether the form of a config of this version is known well enough to be added to. */
  boolean isMergeable() {
    return major == 2 || major == 3;
  }

  /** Whether there never was such a version, nor ever will be. */
  boolean isImpossible() {
    boolean beyond2 = major == 2 && (minor > LAST_OF_2 + (experimental ? 1 : 0) || patch > 0);
    return major < 2 || beyond2;
  }

  /** Whether a released Ignition is known to read it, and the ones after that too. */
  boolean isStable() {
    return !experimental
        && patch == 0
        && ((major == 2 && minor <= LAST_OF_2) || (major == 3 && minor <= LAST_OF_3));
  }

  /** Whether this version's Ignition, and so a guest that can read it, is at least of 3.1.0. */
  boolean allowsCompression() {
    return major == 3 && minor >= 1;
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch + (experimental ? SUFFIX : "");
  }

  /** Negative: it is none. */
  private static int number(String digits) {
    boolean padded = digits.length() > 1 && digits.charAt(0) == '0';
    if (digits.isEmpty() || digits.length() > 4 || padded) {
      return -1;
    }
    int value = 0;
    for (int index = 0; index < digits.length(); index++) {
      int digit = digits.charAt(index) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
