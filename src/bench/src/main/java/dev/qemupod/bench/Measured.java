package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.Formatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Values of several contenders, each with one in each round, which are compared within a round. */
final class Measured {
  private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();

  /**
   * One contender against another.
   *
   * @param what was measured
   * @param other the contender that is the divisor
   * @param ratio the median of the quotients within a round: of times and memory the smaller the
   *     better, of what is done in a second the larger
   * @param rounds the quotients, summarised
   */
  record Comparison(String what, String other, double ratio, Summary rounds) {}

  /** Adds what a contender had in this round. */
  void note(String name, String what, double value) {
    values
        .computeIfAbsent(name, _ -> new LinkedHashMap<>())
        .computeIfAbsent(what, _ -> new ArrayList<>())
        .add(value);
  }

  /** All that was measured of a contender, by what it is. */
  Map<String, Summary> of(String name) {
    Map<String, Summary> summaries = new TreeMap<>();
    values
        .getOrDefault(name, Map.of())
        .forEach((what, list) -> summaries.put(what, Summary.of(list)));
    return summaries;
  }

  /** A contender against each other that has the same value. */
  List<Comparison> against(String own) {
    List<Comparison> comparisons = new ArrayList<>();
    Map<String, List<Double>> ours = values.getOrDefault(own, Map.of());
    for (String what : new TreeSet<>(ours.keySet())) {
      for (Map.Entry<String, Map<String, List<Double>>> other : values.entrySet()) {
        List<Double> theirs = other.getValue().get(what);
        if (!other.getKey().equals(own) && theirs != null) {
          Summary ratios =
              Summary.of(StartBenchmark.ratios(ours.getOrDefault(what, List.of()), theirs));
          comparisons.add(new Comparison(what, other.getKey(), ratios.median(), ratios));
        }
      }
    }
    return comparisons;
  }

  /** A table of a contender's values. */
  static void table(Formatter out, String name, Map<String, Summary> summaries) {
    out.format("%n%s%n", name);
    new TreeMap<>(summaries)
        .forEach(
            (what, value) ->
                out.format(
                    "  %-32s %10.1f  (%.1f..%.1f)%n",
                    what, value.median(), value.min(), value.max()));
  }

  /** A table of comparisons. */
  static void table(Formatter out, List<Comparison> comparisons) {
    String what = "";
    for (Comparison comparison : comparisons) {
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
  }
}
