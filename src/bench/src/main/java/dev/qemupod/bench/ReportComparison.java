package dev.qemupod.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became better and worse from one report to another.
 *
 * @param kind the benchmark that made both
 * @param withinPercent so much a measure may become worse
 * @param before the old one
 * @param after the new one
 * @param warnings why some measures are not judged
 */
record ReportComparison(
    String kind,
    double withinPercent,
    Origin before,
    Origin after,
    List<String> warnings,
    List<Row> measures) {
  ReportComparison {
    warnings = List.copyOf(warnings);
    measures = List.copyOf(measures);
  }

  /** Where a report is, and what made it. */
  record Origin(String file, String command, String date, String revision) {
    static Origin of(String file, JsonNode report) {
      return new Origin(
          file,
          report.path("command").asText(),
          report.path("date").asText(),
          report.at("/machine/revision").asText());
    }
  }

  /** What came of a measure. */
  enum Verdict {
    BETTER("better"),
    SAME("same"),
    WORSE("WORSE"),
    UNKNOWN("not judged"),
    YARDSTICK("not judged: a yardstick"),
    OTHER_MACHINE("not judged: other machine"),
    OTHER_COMMAND("not judged: other command"),
    OTHER_SETTING("not judged: other setting"),
    ONLY_BEFORE("only in the old one"),
    ONLY_AFTER("only in the new one");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    /** For people. */
    String words() {
      return words;
    }

    boolean judged() {
      return this == BETTER || this == SAME || this == WORSE;
    }
  }

  /**
   * A measure of both reports, or of one of them.
   *
   * @param before absent if only the new one has it
   * @param after absent if only the old one has it
   * @param changePercent of the old value; absent if that is 0, and of a growth
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String name,
      String unit,
      @Nullable Double before,
      @Nullable Double after,
      Measure.@Nullable Spread spreadBefore,
      Measure.@Nullable Spread spreadAfter,
      @Nullable Double changePercent,
      Verdict verdict) {}

  /** Whether nothing that is judged became worse. */
  boolean kept() {
    return measures.stream().noneMatch(row -> row.verdict() == Verdict.WORSE);
  }

  /** Whether there is anything that could be judged. */
  boolean judges() {
    return measures.stream().anyMatch(row -> row.verdict().judged());
  }

  /** Compares two reports, which must be of the same benchmark. */
  static ReportComparison of(CompareOptions options, JsonNode before, JsonNode after)
      throws BenchException {
    ReportKind kind = ReportKind.of(options.before(), before);
    ReportKind other = ReportKind.of(options.after(), after);
    if (kind != other) {
      throw new BenchException(
          String.format(
              "%s is a report of %s, and %s one of %s: they have nothing in common to compare",
              options.before(), kind.label(), options.after(), other.label()));
    }
    Conditions conditions = Conditions.of(before, after);
    Map<String, Measure> old = Measures.of(kind, before);
    Map<String, Measure> recent = Measures.of(kind, after);
    Set<String> names = new LinkedHashSet<>(old.keySet());
    names.addAll(recent.keySet());
    List<Row> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(row(conditions, options.withinPercent(), old.get(name), recent.get(name)));
    }
    return new ReportComparison(
        kind.label(),
        options.withinPercent(),
        Origin.of(options.before(), before),
        Origin.of(options.after(), after),
        conditions.warnings(),
        rows);
  }

  private static Row row(
      Conditions conditions, double within, @Nullable Measure before, @Nullable Measure after) {
    if (before != null && after != null) {
      return new Row(
          after.name(),
          after.meaning().unit(),
          before.value(),
          after.value(),
          before.spread(),
          after.spread(),
          changePercent(before, after),
          verdict(conditions, within, before, after));
    }
    if (before != null) {
      return new Row(
          before.name(),
          before.meaning().unit(),
          before.value(),
          null,
          before.spread(),
          null,
          null,
          Verdict.ONLY_BEFORE);
    }
    if (after != null) {
      return new Row(
          after.name(),
          after.meaning().unit(),
          null,
          after.value(),
          null,
          after.spread(),
          null,
          Verdict.ONLY_AFTER);
    }
    throw new IllegalArgumentException("a measure of neither report");
  }

  private static @Nullable Double changePercent(Measure before, Measure after) {
    if (before.value() == after.value()) {
      return 0.0;
    }
    return before.value() == 0 || before.growthLimit() != null
        ? null
        : 100 * (after.value() - before.value()) / Math.abs(before.value());
  }

  private static Verdict verdict(
      Conditions conditions, double within, Measure before, Measure after) {
    Meaning meaning = after.meaning();
    if (meaning.better() == Meaning.Better.YARDSTICK) {
      return Verdict.YARDSTICK;
    }
    if (meaning.better() == Meaning.Better.UNKNOWN) {
      return Verdict.UNKNOWN;
    }
    if (conditions.otherSetting()) {
      return Verdict.OTHER_SETTING;
    }
    if (conditions.otherMachine() && !meaning.portable()) {
      return Verdict.OTHER_MACHINE;
    }
    if (conditions.otherCommand() && !meaning.portable()) {
      return Verdict.OTHER_COMMAND;
    }
    if (!moved(within, before, after)) {
      return Verdict.SAME;
    }
    boolean smaller = after.value() < before.value();
    return smaller == (meaning.better() == Meaning.Better.SMALLER) ? Verdict.BETTER : Verdict.WORSE;
  }

  /** Whether it is more than noise. */
  private static boolean moved(double within, Measure before, Measure after) {
    Double limit = after.growthLimit();
    if (limit != null && before.value() <= limit && after.value() <= limit) {
      return false; // a growth that is small enough is as good as any other
    }
    if (limit != null && (before.value() <= limit || after.value() <= limit)) {
      return true;
    }
    Measure.Spread first = before.spread();
    Measure.Spread second = after.spread();
    if (first != null && second != null && first.overlaps(second)) {
      return false;
    }
    double difference = Math.abs(after.value() - before.value());
    return difference > within / 100 * Math.abs(before.value());
  }
}
