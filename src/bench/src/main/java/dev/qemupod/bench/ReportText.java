package dev.qemupod.bench;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** A report as tables for people. */
final class ReportText {
  private static final String START_ROW = "  %-42s %8s %8s %8s %8s   %s%n";

  private final Formatter out = new Formatter(Locale.ROOT);

  private ReportText() {}

  /** The whole text. */
  static String of(Report report) {
    ReportText text = new ReportText();
    machine(text.out, report.machine());
    text.start(report.start());
    text.footprint(report.footprint());
    report.measuredShutdown().ifPresent(text::shutdown);
    promises(text.out, report.promises());
    return text.out.toString();
  }

  /** Of what and where it was measured. */
  static void machine(Formatter out, Machine machine) {
    out.format("revision %s, JDK %s, %s%n", machine.revision(), machine.jdk(), machine.qemu());
    out.format(
        "%d x %s, %d MiB, %s, %s, /dev/kvm %s, load %s%n",
        machine.processors(),
        machine.processor(),
        machine.memoryMebibytes(),
        machine.kernel(),
        machine.system(),
        machine.kvm() ? "present" : "absent",
        machine.loadAverage());
  }

  private void start(StartReport report) {
    out.format("%n");
    out.format(
        "Start, milliseconds (%d rounds of all, after %d to warm up)%n",
        report.rounds(), report.warmUpRounds());
    out.format(START_ROW, "", "median", "min", "25 %", "75 %", "x hello: median (25 % .. 75 %)");
    for (StartReport.Entry entry : report.contenders()) {
      Summary times = entry.milliseconds();
      Summary ratio = entry.ratioToHello();
      out.format(
          START_ROW,
          entry.name(),
          number(times.median()),
          number(times.min()),
          number(times.lowerQuartile()),
          number(times.upperQuartile()),
          String.format(
              Locale.ROOT,
              "%.2f (%.2f .. %.2f)",
              ratio.median(),
              ratio.lowerQuartile(),
              ratio.upperQuartile()));
    }
  }

  private void footprint(List<FootprintReport> reports) {
    out.format("%n");
    for (FootprintReport report : reports) {
      ProcessFacts.Memory memory = report.mebibytes();
      out.format(
          "Supervisor after %d scrapes: PSS %.1f, anonymous %.1f, RSS %.1f MiB, %d threads%n",
          report.scrapes(),
          memory.proportional(),
          memory.anonymous(),
          memory.resident(),
          report.threads());
      out.format(
          "  a scrape: %d characters, median %.2f ms, 99 of 100 within %.2f ms, %.2f ms of CPU%n",
          report.pageCharacters(),
          report.scrapeMedianMilliseconds(),
          report.scrape99thMilliseconds(),
          report.cpuMillisecondsPerScrape());
      Double idle = report.idleCpuPercent();
      if (idle != null) {
        out.format("  nobody asking: %.2f %% of a CPU%n", idle);
      }
    }
  }

  private void shutdown(ShutdownReport report) {
    out.format("%n");
    out.format("Shutdown, milliseconds (median, min .. max)%n");
    shutdownLine("TERM to the guest's power button", report.termToButton());
    shutdownLine("TERM to exit", report.termToExit());
    shutdownLine("the guest's power-off to exit", report.guestOffToExit());
    shutdownLine("qemu's end to exit", report.qemuGoneToExit());
  }

  private void shutdownLine(String what, Summary summary) {
    out.format(
        "  %-42s %8s   (%s .. %s)%n",
        what, number(summary.median()), number(summary.min()), number(summary.max()));
  }

  /** What was promised and what came of it. */
  static void promises(Formatter out, List<Promise> promises) {
    out.format("%n");
    for (Promise promise : promises) {
      out.format(
          "%s  %s: %.2f, promised at most %.2f %s%n",
          promise.kept() ? "kept  " : "BROKEN",
          promise.what(),
          promise.measured(),
          promise.limit(),
          promise.unit());
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
