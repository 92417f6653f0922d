package dev.qemupod.bench;

import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The comparison with other launchers as tables for people. */
final class PeerText {
  private PeerText() {}

  /** The whole text. */
  static String of(PeerReport report) {
    Formatter out = new Formatter(Locale.ROOT);
    ReportText.machine(out, report.machine());
    out.format(
        "%s, %s, %s, %d rounds%n",
        report.accelerator(), report.limit(), report.guest(), report.rounds());
    for (PeerReport.Launcher launcher : report.launchers()) {
      out.format("%n%s%n", launcher.name());
      for (Map.Entry<String, Summary> value : new TreeMap<>(launcher.values()).entrySet()) {
        out.format(
            "  %-32s %10.1f  (%.1f..%.1f)%n",
            value.getKey(),
            value.getValue().median(),
            value.getValue().min(),
            value.getValue().max());
      }
    }
    out.format("%nthe supervisor divided by the other, medians of the rounds' quotients%n");
    String what = "";
    for (PeerReport.Comparison comparison : report.comparisons()) {
      if (!comparison.what().equals(what)) {
        what = comparison.what();
        out.format("  %s%n", what);
      }
      out.format(
          "    %-24s %6.2f  (%.2f..%.2f)%n",
          comparison.other(),
          comparison.ratio(),
          comparison.rounds().min(),
          comparison.rounds().max());
    }
    return out.toString();
  }
}
