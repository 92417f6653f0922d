package dev.qemupod.bench;

import java.util.Formatter;
import java.util.Locale;
import java.util.Map;

/** The report of a measurement of vCPUs as a table for people. */
final class CpuText {
  private static final String TITLES =
      "  %-14s %-4s %7s %-15s %6s %7s %6s %6s %6s %7s %-16s %-16s %-16s %5s %4s%n";

  private CpuText() {}

  /** The whole text. */
  static String of(CpuReport report) {
    Formatter out = new Formatter(Locale.ROOT);
    ReportText.machine(out, report.machine());
    out.format("image %s, %d rounds%n%n", report.image(), report.rounds());
    titles(out);
    for (CpuReport.Cell cell : report.cells()) {
      out.format("%s", lines(cell));
    }
    out.format(
        "%nprocesses: that work, one or as many as vCPUs; work/s: median and range of the guest's"
            + " units of work;%nthrot.: periods in which the limit was used up; stopped: CPU"
            + " seconds in each second that the limit took;%nvCPUs, qemu, superv.: CPUs used by the"
            + " threads of the vCPUs, by qemu's others, by the supervisor;%nclock: the guest's, in"
            + " %% of the host's; answers: milliseconds, median/90%%/99%%/max; boot: median"
            + " seconds;%nwarn: lines of the guest's kernel about lost time.%n");
    return out.toString();
  }

  static void titles(Formatter out) {
    out.format(
        TITLES,
        "limit/vCPUs",
        "proc",
        "work/s",
        "(range)",
        "throt.",
        "stopped",
        "vCPUs",
        "qemu",
        "superv",
        "clock",
        "guest's answer",
        "/livez",
        "/metrics",
        "boot",
        "warn");
  }

  /** The lines of a cell. */
  static String lines(CpuReport.Cell cell) {
    String vcpus = cell.cell().split("/", -1)[1];
    String first = line(cell, "1", cell.one());
    return vcpus.equals("1") ? first : first + line(cell, vcpus, cell.all());
  }

  private static String line(CpuReport.Cell cell, String processes, CpuReport.Load load) {
    return String.format(
        Locale.ROOT,
        TITLES,
        cell.cell(),
        processes,
        Math.round(load.unitsPerSecond().median()),
        String.format(
            Locale.ROOT, "(%.0f..%.0f)", load.unitsPerSecond().min(), load.unitsPerSecond().max()),
        Math.round(load.throttledPercent().median()) + "%",
        hundredths(load.throttledSeconds()),
        hundredths(load.vcpuShare()),
        hundredths(load.otherQemuShare()),
        hundredths(load.supervisorShare()),
        String.format(Locale.ROOT, "%.1f%%", load.guestClockPercent().median()),
        answers(load.answers(), "guest"),
        answers(load.answers(), "livez"),
        answers(load.answers(), "metrics"),
        Math.round(cell.bootSeconds().median()),
        cell.complaints());
  }

  private static String hundredths(Summary summary) {
    return String.format(Locale.ROOT, "%.2f", summary.median());
  }

  private static String answers(Map<String, CpuReport.Answers> all, String place) {
    CpuReport.Answers answers = all.get(place);
    return answers == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%.0f/%.0f/%.0f/%.0f%s",
            answers.median(),
            answers.nineOfTen(),
            answers.p99(),
            answers.max(),
            answers.failures() == 0 ? "" : " -" + answers.failures());
  }
}
