package dev.qemupod.bench;

import java.util.Formatter;
import java.util.Locale;

/** The report of a soak as tables for people. */
final class SoakText {
  private static final String TREND_ROW = "  %-36s %8s %8s %8s %8s %8s %10s%n";

  private SoakText() {}

  /** The whole text. */
  static String of(SoakReport report) {
    Formatter out = new Formatter(Locale.ROOT);
    ReportText.machine(out, report.machine());
    out.format(
        "%nSoak of %.1f minutes; early: median of the second sixth, late: of the last sixth%n",
        report.seconds() / 60);
    out.format(TREND_ROW, "", "early", "late", "growth", "min", "max", "slope/hour");
    for (SoakReport.Named named : report.trends()) {
      Trend trend = named.trend();
      out.format(
          TREND_ROW,
          named.name(),
          number(trend.early()),
          number(trend.late()),
          number(trend.growth()),
          number(trend.min()),
          number(trend.max()),
          number(trend.slopePerHour()));
    }
    out.format(
        "  Living on the supervisor's heap: %.2f MiB after the warm-up, %.2f at the end%n",
        report.liveHeap().early(), report.liveHeap().late());
    Summary scrapes = report.scrapeMilliseconds();
    out.format(
        "%nScrapes: median %.1f ms, 3 of 4 within %.1f ms, longest %.1f ms%n",
        scrapes.median(), scrapes.upperQuartile(), scrapes.max());
    out.format("Done:   %s%n", report.counts());
    out.format("Events: %s%n", report.events());
    for (String failure : report.firstFailures()) {
      out.format("FAILED  %s%n", failure);
    }
    out.format("%n");
    ReportText.promises(out, report.promises());
    return out.toString();
  }

  /** A line while it goes on. */
  static String progress(int minute, SoakSample sample, Ledger ledger) {
    return String.format(
        Locale.ROOT,
        "minute %d: PSS %.1f MiB, anonymous %.1f, %d descriptors, %d threads, %d failures%n",
        minute,
        sample.memory().proportional(),
        sample.memory().anonymous(),
        sample.descriptors(),
        sample.threads(),
        ledger.failures());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
