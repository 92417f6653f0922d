package dev.qemupod.deploy;

import java.util.List;
import java.util.Locale;

/** Numbers as Grafana writes them, for the units that the dashboard uses. */
final class Units {
  private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB");

  /** The ends of an axis: four lines divide them into parts that are short to write. */
  private static final double[] OF_BYTES = {1, 1.5};

  private static final double[] OF_OTHERS = {1, 2, 4, 6, 8};

  private Units() {}

  private static boolean isBytes(String unit) {
    return unit.equals("bytes") || unit.equals("Bps");
  }

  /** A round value, at or above this one, for the end of an axis. */
  static double top(double most, String unit) {
    if (most <= 0) {
      return 1;
    }
    double base = isBytes(unit) ? 2 : 10;
    double step = Math.pow(base, Math.floor(Math.log(most) / Math.log(base)));
    for (double factor : isBytes(unit) ? OF_BYTES : OF_OTHERS) {
      if (factor * step >= most) {
        return factor * step;
      }
    }
    return base * step;
  }

  /** A number in a unit of Grafana's. */
  static String text(double value, String unit) {
    return switch (unit) {
      case "bytes" -> bytes(value);
      case "Bps" -> bytes(value) + "/s";
      case "percentunit" -> plain(value * 100) + " %";
      case "s" -> value < 1 ? plain(value * 1000) + " ms" : plain(value) + " s";
      default -> plain(value);
    };
  }

  private static String bytes(double value) {
    double rest = value;
    int index = 0;
    while (rest >= 1024 && index < BYTES.size() - 1) {
      rest /= 1024;
      index++;
    }
    return plain(rest) + " " + BYTES.get(index);
  }

  /** Two digits behind the point, without zeros at the end. */
  private static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceAll("\\.?0+$", "");
  }
}
