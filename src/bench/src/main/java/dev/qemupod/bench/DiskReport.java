package dev.qemupod.bench;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the ways to give a VM its disk compare.
 *
 * @param command what repeats it
 * @param date when, in UTC
 * @param setting of the pod and its guest
 * @param ways the default first
 * @param comparisons of the default with each other
 */
record DiskReport(
    String command,
    String date,
    Machine machine,
    String setting,
    int rounds,
    List<Way> ways,
    List<Measured.Comparison> comparisons) {
  DiskReport {
    ways = List.copyOf(ways);
    comparisons = List.copyOf(comparisons);
  }

  /** For people. */
  String text() {
    Formatter out = new Formatter(Locale.ROOT);
    ReportText.machine(out, machine);
    out.format("%s, %d rounds%n", setting, rounds);
    for (Way way : ways) {
      Measured.table(out, way.name(), way.values());
    }
    out.format("%nthe default divided by each other, medians of the rounds' quotients%n");
    Measured.table(out, comparisons);
    return out.toString();
  }

  /**
   * What was measured of one of them.
   *
   * @param name says what it is
   * @param values by what was measured
   */
  record Way(String name, Map<String, Summary> values) {
    Way {
      values = Map.copyOf(values);
    }
  }
}
