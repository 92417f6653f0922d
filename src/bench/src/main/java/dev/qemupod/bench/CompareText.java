package dev.qemupod.bench;

import dev.qemupod.bench.ReportComparison.Origin;
import dev.qemupod.bench.ReportComparison.Row;
import dev.qemupod.bench.ReportComparison.Verdict;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The comparison of two reports as a table for people. */
final class CompareText {
  private final Formatter out = new Formatter(Locale.ROOT);
  private final int width;

  private CompareText(List<Row> rows) {
    width = rows.stream().mapToInt(row -> label(row).length()).max().orElse(1);
  }

  /** The whole text. */
  static String of(ReportComparison comparison) {
    CompareText text = new CompareText(comparison.measures());
    text.origin("old", comparison.before());
    text.origin("new", comparison.after());
    comparison.warnings().forEach(warning -> text.out.format("WARNING  %s%n", warning));
    text.out.format("%n");
    text.line("", "old", "new", "change", "");
    comparison.measures().forEach(row -> text.row(row, comparison.withinPercent()));
    text.result(comparison);
    return text.out.toString();
  }

  private void origin(String age, Origin origin) {
    out.format(
        "%s: %s, %s, revision %s, %s%n",
        age, origin.file(), origin.date(), origin.revision(), origin.command());
  }

  private void row(Row row, double within) {
    line(
        label(row),
        number(row.before()),
        number(row.after()),
        change(row.changePercent()),
        verdict(row, within));
  }

  /** A measure that moved far and yet is the same needs a word. */
  private static String verdict(Row row, double within) {
    Double change = row.changePercent();
    boolean far = change != null && Math.abs(change) > within;
    return row.verdict().words()
        + (far && row.verdict() == Verdict.SAME ? ": the rounds overlap" : "");
  }

  private void line(String label, String before, String after, String change, String verdict) {
    String line =
        String.format(
            Locale.ROOT,
            "  %-" + width + "s %10s %10s %9s  %s",
            label,
            before,
            after,
            change,
            verdict);
    out.format("%s%n", line.stripTrailing());
  }

  private void result(ReportComparison comparison) {
    List<Row> rows = comparison.measures();
    out.format(
        Locale.ROOT,
        "%n%d measures, %d judged: %d better, %d worse by more than %s %% and by more than the"
            + " rounds differ; %d only in one%n",
        rows.size(),
        rows.stream().filter(row -> row.verdict().judged()).count(),
        count(rows, Verdict.BETTER),
        count(rows, Verdict.WORSE),
        number(comparison.withinPercent()),
        count(rows, Verdict.ONLY_BEFORE) + count(rows, Verdict.ONLY_AFTER));
    for (Row row : rows) {
      if (row.verdict() == Verdict.WORSE) {
        out.format(
            "WORSE  %s: %s, was %s%n", label(row), number(row.after()), number(row.before()));
      }
    }
  }

  private static long count(List<Row> rows, Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  /** The name, with the unit if it does not end with it. */
  private static String label(Row row) {
    boolean told = row.unit().isEmpty() || row.name().endsWith(", " + row.unit());
    return told ? row.name() : row.name() + ", " + row.unit();
  }

  private static String change(@Nullable Double percent) {
    return percent == null ? "" : String.format(Locale.ROOT, "%+.1f %%", percent);
  }

  /** With about four digits that count; whole numbers as they are. */
  private static String number(@Nullable Double value) {
    if (value == null) {
      return "-";
    }
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double size = Math.abs(value);
    return String.format(Locale.ROOT, size < 10 ? "%.3f" : size < 1000 ? "%.1f" : "%.0f", value);
  }
}
