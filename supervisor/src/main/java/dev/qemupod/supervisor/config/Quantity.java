package dev.qemupod.supervisor.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads and writes sizes: Kubernetes quantities ({@code 512Mi}, {@code 1.5Gi}, {@code 1e9}) and
 * qemu's ({@code 512M}, {@code 10g}).
 *
 * <p>The two disagree on {@code M} and {@code G}: Kubernetes counts in thousands, qemu in 1024s.
 * Here both mean qemu's, because the variables are those of tianon/qemu, which hands them to qemu.
 * Kubernetes' milli ({@code m}) makes no sense for bytes, so {@code 512m} is qemu's too. The
 * grammar is that of Kubernetes' {@code resource.Quantity}; what is left of a byte is rounded up,
 * as there.
 */
public final class Quantity {
  private static final long MIB = 1L << 20;
  private static final String UNITS = "KMGTPE";

  private Quantity() {}

  /** What a size is of: it decides what a bare number means and how little is too little. */
  enum Kind {
    /** A bare number is MiB, as for qemu's {@code -m}. */
    MEMORY("a memory size such as 512Mi, 2G or 1024 (MiB)", MIB, 2 * MIB, "a bare number is MiB"),
    /** A bare number is bytes, as for qemu-img. */
    DISK("a disk size such as 10Gi, 10G or 10737418240 (bytes)", 1, MIB, "a bare number is bytes");

    private final String expected;
    private final long bareUnit;
    private final long least;
    private final String bareMeaning;

    Kind(String expected, long bareUnit, long least, String bareMeaning) {
      this.expected = expected;
      this.bareUnit = bareUnit;
      this.least = least;
      this.bareMeaning = bareMeaning;
    }
  }

  /** The size in bytes. */
  static Parsed<Long> parse(String text, Kind kind) {
    int start = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int end = numberEnd(text, start);
    String number = text.substring(start, end);
    String suffix = text.substring(end);
    if (number.isEmpty() || number.equals(".") || !isSuffix(suffix)) {
      return Parsed.rejected(kind.expected, syntaxFix(number, suffix));
    }
    if (text.startsWith("-")) {
      return Parsed.rejected(kind.expected, "remove the minus sign");
    }
    long bytes = bytes(number, suffix, kind.bareUnit);
    if (bytes < 0) {
      return Parsed.rejected("less than 8Ei (2^63 bytes)", "check the number and its unit");
    }
    if (bytes < kind.least) {
      String fix =
          suffix.isEmpty() && bytes > 0 ? kind.bareMeaning + ", so give a unit" : "give it more";
      return Parsed.rejected("at least " + format(kind.least), fix);
    }
    return Parsed.value(bytes);
  }

  /** The size in the largest binary unit that leaves no remainder: {@code 1536Mi}. */
  public static String format(long bytes) {
    int unit = 0;
    long value = bytes;
    while (unit < UNITS.length() && value != 0 && value % 1024 == 0) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(value) : value + UNITS.substring(unit - 1, unit) + "i";
  }

  private static int numberEnd(String text, int start) {
    int end = start;
    boolean point = false;
    while (end < text.length()) {
      char letter = text.charAt(end);
      if (letter == '.' && !point) {
        point = true;
      } else if (letter < '0' || letter > '9') {
        break;
      }
      end++;
    }
    return end;
  }

  private static boolean isSuffix(String suffix) {
    if (suffix.isEmpty() || suffix.equalsIgnoreCase("B") || isExponent(suffix)) {
      return true;
    }
    return power(suffix) > 0
        && (suffix.length() == 1 || (suffix.length() == 2 && "iI".indexOf(suffix.charAt(1)) >= 0));
  }

  /** {@code e9}, {@code E+9}, {@code e-3}: a power of ten, at most three digits of it. */
  private static boolean isExponent(String suffix) {
    if (suffix.length() < 2 || "eE".indexOf(suffix.charAt(0)) < 0) {
      return false;
    }
    int start = "+-".indexOf(suffix.charAt(1)) >= 0 ? 2 : 1;
    for (int index = start; index < suffix.length(); index++) {
      if (suffix.charAt(index) < '0' || suffix.charAt(index) > '9') {
        return false;
      }
    }
    return suffix.length() > start && suffix.length() <= start + 3;
  }

  private static int power(String suffix) {
    return UNITS.indexOf(Character.toUpperCase(suffix.charAt(0))) + 1;
  }

  /** The bytes, or -1 when they do not fit. */
  private static long bytes(String number, String suffix, long bareUnit) {
    if (isExponent(suffix)) {
      return exact(new BigDecimal(number + suffix));
    }
    long unit =
        suffix.isEmpty() ? bareUnit : suffix.equalsIgnoreCase("B") ? 1 : 1L << (10 * power(suffix));
    if (number.length() > 18 || number.indexOf('.') >= 0) {
      return exact(new BigDecimal(number).multiply(BigDecimal.valueOf(unit)));
    }
    long count = Long.parseLong(number);
    return count > Long.MAX_VALUE / unit ? -1 : count * unit;
  }

  private static long exact(BigDecimal bytes) {
    BigDecimal whole = bytes.setScale(0, RoundingMode.CEILING);
    return whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0 ? -1 : whole.longValueExact();
  }

  private static String syntaxFix(String number, String suffix) {
    boolean twoLetters = suffix.equalsIgnoreCase("KB") || suffix.equalsIgnoreCase("MB");
    boolean larger = suffix.equalsIgnoreCase("GB") || suffix.equalsIgnoreCase("TB");
    boolean threeLetters = suffix.length() == 3 && suffix.substring(1).equalsIgnoreCase("iB");
    if (!number.isEmpty() && (twoLetters || larger || (threeLetters && power(suffix) > 0))) {
      return "write \"" + number + Character.toUpperCase(suffix.charAt(0)) + "i\"";
    }
    return "write a number and one of the units Ki, Mi, Gi or Ti";
  }
}
