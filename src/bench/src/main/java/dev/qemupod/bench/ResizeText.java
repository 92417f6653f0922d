package dev.qemupod.bench;

import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The report of resizes as a table for people. */
final class ResizeText {
  private static final String TITLES = "  %-18s %-18s %-6s %6s %-16s %5s %7s %6s %6s %5s %s%n";

  private ResizeText() {}

  /** The whole text. */
  static String of(ResizeReport report) {
    Formatter out = new Formatter(Locale.ROOT);
    out.format("%s%n", report.command());
    ReportText.machine(out, report.machine());
    out.format("image %s, with %s%n%n", report.image(), report.variables());
    out.format("%s", titles());
    for (ResizeReport.Life life : report.lives()) {
      life.runs().forEach(run -> out.format("%s", line(run)));
      out.format(
          "  -- %s; vCPUs plugged: %d, OOM kills: %d, major faults: %d, exit code %d%n",
          life.end(), life.plugs(), life.outOfMemoryKills(), life.majorFaults(), life.exitCode());
    }
    out.format(
        "%nfill: MiB of the guest's memory that were in use; guest: MiB that it has; vCPUs, RAM:"
            + " seconds until it saw them;%nguard: steps of the memory guard's balloon, taken and"
            + " given back.%n%n%d resizes: %s%n",
        report.resizes(), report.outcomes());
    latency(out, "all that changed", report.seconds());
    latency(out, "vCPUs", report.vcpuSeconds());
    latency(out, "memory", report.memorySeconds());
    ReportText.promises(out, report.promises());
    return out.toString();
  }

  private static void latency(Formatter out, String what, ResizeReport.@Nullable Latency latency) {
    if (latency != null) {
      out.format(
          "seconds until the guest saw %-17s median %.2f, 90 %% %.2f, max %.2f (%d)%n",
          what + ":", latency.median(), latency.nineOfTen(), latency.max(), latency.count());
    }
  }

  static String titles() {
    return String.format(
        Locale.ROOT,
        TITLES,
        "to",
        "by way of",
        "guest",
        "fill",
        "outcome",
        "vCPUs",
        "guest",
        "vCPUs",
        "RAM",
        "guard",
        "");
  }

  /** The line of a resize. */
  static String line(ResizeReport.Run run) {
    String by = run.by();
    return String.format(
        Locale.ROOT,
        TITLES,
        run.to(),
        by == null ? "" : by,
        run.activity(),
        run.filled() == 0 ? "" : Integer.toString(run.filled()),
        run.outcome().name().toLowerCase(Locale.ROOT)
            + (run.refusals() == 0 ? "" : " " + run.refusals()),
        run.vcpus(),
        String.format(Locale.ROOT, "%.0f", run.guest()),
        seconds(run.vcpuSeconds()),
        seconds(run.memorySeconds()),
        run.inflations() + "/" + run.deflations(),
        String.join("; ", run.untruths()));
  }

  private static String seconds(@Nullable Double seconds) {
    return seconds == null ? "" : String.format(Locale.ROOT, "%.2f", seconds);
  }
}
