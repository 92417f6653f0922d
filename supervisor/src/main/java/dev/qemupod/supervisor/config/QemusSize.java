package dev.qemupod.supervisor.config;

import java.util.Locale;
import java.util.Optional;

/**
 * Reads sizes as qemus/qemu does: a number and one of the units K, M, G, T or P, perhaps with a B
 * behind it, which all count in 1024s.
 */
final class QemusSize {
  private static final String UNITS = "KMGTP";

  /** Below it a bare number for memory is GiB, from it on MiB. */
  private static final int BARE_GIB = 130;

  private static final int MOST_DIGITS = 9;

  private QemusSize() {}

  /** The amount of memory as a quantity of this program. */
  static Optional<String> memory(String text) {
    return read(text, true);
  }

  /** The size of a disk as a quantity of this program; a bare number is GiB. */
  static Optional<String> disk(String text) {
    return read(text, false);
  }

  private static Optional<String> read(String text, boolean memory) {
    String upper = text.replace(" ", "").toUpperCase(Locale.ROOT);
    int end = numberEnd(upper);
    String number = upper.substring(0, end);
    if (!isNumber(number)) {
      return Optional.empty();
    }
    return switch (upper.substring(end)) {
      case "" -> Optional.of(number + (memory && !isFew(number) ? "Mi" : "Gi"));
      case String unit when isUnit(unit) -> Optional.of(number + unit.charAt(0) + "i");
      default -> Optional.empty();
    };
  }

  private static int numberEnd(String text) {
    int end = 0;
    while (end < text.length() && isDigitOrPoint(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigitOrPoint(char letter) {
    return letter == '.' || (letter >= '0' && letter <= '9');
  }

  /** Digits, perhaps with more of them behind a point. */
  private static boolean isNumber(String number) {
    int point = number.indexOf('.');
    int whole = point < 0 ? number.length() : point;
    return whole > 0
        && whole <= MOST_DIGITS
        && number.lastIndexOf('.') == point
        && !number.endsWith(".");
  }

  private static boolean isFew(String number) {
    int point = number.indexOf('.');
    return Integer.parseInt(number.substring(0, point < 0 ? number.length() : point)) < BARE_GIB;
  }

  private static boolean isUnit(String unit) {
    String rest = unit.substring(1);
    return UNITS.indexOf(unit.charAt(0)) >= 0
        && (rest.isEmpty() || rest.equals("B") || rest.equals("I") || rest.equals("IB"));
  }
}
