package dev.qemupod.bench;

import java.util.Formatter;
import java.util.Locale;

/** The report of a sizing torture as a table for people. */
final class SizingText {
  private static final String TITLES =
      "  %-26s %4s %6s %6s %6s %6s %6s %6s %6s %6s %6s %6s %11s %11s %6s %6s %5s%n";

  private SizingText() {}

  /** The whole text. */
  static String of(SizingReport report) {
    Formatter out = new Formatter(Locale.ROOT);
    ReportText.machine(out, report.machine());
    out.format("image %s, with %s%n%n", report.image(), report.variables());
    titles(out);
    for (SizingReport.Cell cell : report.cells()) {
      out.format("%s", line(cell));
    }
    out.format(
        "%nMiB. firm: anonymous, shared and kernel memory, which can not be dropped; used: firm%n"
            + "without the guest's RAM, at most budget; left: of the budget, for pages of files.%n"
            + "supervisor and qemu: anonymous + file; qemu's without the guest's RAM and the"
            + " translated code.%n");
    ReportText.promises(out, report.promises());
    return out.toString();
  }

  static void titles(Formatter out) {
    out.format(
        TITLES,
        "limit/vCPUs/devices/cache",
        "OOM",
        "guest",
        "share",
        "budget",
        "used",
        "left",
        "usage",
        "anon",
        "kernel",
        "shared",
        "file",
        "supervisor",
        "qemu",
        "TCG",
        "faults",
        "load");
  }

  /** The line of a cell. */
  static String line(SizingReport.Cell cell) {
    SizingReport.Memory memory = cell.memory();
    SizingReport.Load load = cell.load();
    if (memory == null || load == null) {
      return String.format(
          Locale.ROOT, "  %-26s %4d  %s%n", cell.cell(), cell.outOfMemoryKills(), cell.failure());
    }
    SizingPeaks.Peaks peaks = memory.peaks();
    return String.format(
        Locale.ROOT,
        TITLES,
        cell.cell(),
        cell.outOfMemoryKills(),
        number(memory.guest()),
        String.format(Locale.ROOT, "%.1f%%", memory.guestPercent()),
        number(memory.budget()),
        number(memory.used()),
        number(memory.left()),
        number(peaks.usage()),
        number(peaks.anonymous()),
        number(peaks.kernel()),
        number(peaks.shared()),
        number(peaks.file()),
        pair(peaks.supervisorAnonymous(), peaks.supervisorFile()),
        pair(
            peaks.qemuAnonymous() - memory.guestResident() - memory.translated(), peaks.qemuFile()),
        number(memory.translated()),
        load.majorFaults(),
        Math.round(load.loadSeconds()) + "s");
  }

  private static String pair(double anonymous, double file) {
    return number(anonymous) + "+" + number(file);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
