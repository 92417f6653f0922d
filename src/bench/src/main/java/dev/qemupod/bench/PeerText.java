package dev.qemupod.bench;

import java.util.Formatter;
import java.util.Locale;

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
      Measured.table(out, launcher.name(), launcher.values());
    }
    out.format("%nthe supervisor divided by each other, medians of the rounds' quotients%n");
    Measured.table(out, report.comparisons());
    return out.toString();
  }
}
