package dev.qemupod.bench;

import java.util.Formatter;
import java.util.Locale;
import java.util.Map;

/** The report of an observed VM as tables for people. */
final class ObserveText {
  private static final String ROW = "  %-44s %6s %9s %9s %9s%n";

  private final Formatter out = new Formatter(Locale.ROOT);

  private ObserveText() {}

  /** The whole text. */
  static String of(ObserveReport report) {
    ObserveText text = new ObserveText();
    ReportText.machine(text.out, report.machine());
    text.out.format("load averages meanwhile: %s%n", String.join(", ", report.loadAverages()));
    text.out.format(
        "%n%d disks, %d vCPUs, %s; /metrics has %d series, %d bytes%n",
        report.disks(),
        report.vcpus(),
        report.memoryLimit() ? "a memory limit" : "NO MEMORY LIMIT",
        report.series(),
        report.pageBytes());
    text.scrapes(report);
    text.growth(report.growth());
    text.libraries(report.libraries());
    ReportText.promises(text.out, report.promises());
    return text.out.toString();
  }

  private void scrapes(ObserveReport report) {
    ObserveReport.Scrapes scrapes = report.scrapes();
    out.format("%n");
    out.format(ROW, "Scraped once a second, milliseconds", "count", "median", "99 of 100", "max");
    row("on a kept connection", scrapes.keptConnection());
    row("on a new connection", scrapes.newConnection());
    row("  of both, those that qemu was asked for", scrapes.measured());
    row("  of both, those answered from the cache", scrapes.cached());
    row("for comparison: /livez", scrapes.probe());
    out.format(
        "  CPU of the supervisor: %.2f %% of one; while nobody asked %.2f %%%n",
        scrapes.cpuPercent(), report.idleCpuPercent());
  }

  private void row(String what, ObserveReport.Latency latency) {
    out.format(
        ROW,
        what,
        latency.count(),
        number(latency.median()),
        number(latency.ninetyNineOf100()),
        number(latency.max()));
  }

  private void growth(ObserveReport.Growth growth) {
    out.format("%n");
    out.format(
        "Growth over %d scrapes, %d of them measured, after %d to warm up%n",
        growth.scrapes(), growth.measurements(), growth.warmUpScrapes());
    out.format(ROW, "", "", "early", "late", "growth");
    SoakReport.LiveHeap live = growth.liveHeap();
    out.format(
        ROW,
        "living on the heap, MiB",
        "",
        number(live.early()),
        number(live.late()),
        number(live.growth()));
    trend("PSS, MiB", growth.proportionalMebibytes());
    trend("anonymous outside the heap, MiB", growth.outsideHeapMebibytes());
    trend("descriptors", growth.descriptors());
    trend("threads", growth.threads());
  }

  private void libraries(Map<String, LibraryCost> libraries) {
    out.format("%n");
    out.format(ROW, "What each library takes then", "", "classes", "heap, KiB", "");
    libraries.forEach(
        (name, cost) ->
            out.format(
                ROW, name, "", Integer.toString(cost.classes()), number(cost.heapKibibytes()), ""));
  }

  private void trend(String what, Trend trend) {
    out.format(ROW, what, "", number(trend.early()), number(trend.late()), number(trend.growth()));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
