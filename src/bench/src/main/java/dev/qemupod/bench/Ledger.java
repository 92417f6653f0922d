package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what a soak did and what went wrong, for all of its threads. */
final class Ledger {
  /** So many failures are told in full; all are counted. */
  private static final int MOST_TOLD = 50;

  private final Map<String, Long> counts = new TreeMap<>();
  private final List<String> told = new ArrayList<>();
  private long failures;

  /** Adds to a count. */
  synchronized void add(String what, long count) {
    counts.merge(what, count, Long::sum);
  }

  /** Writes a failure down, and shows it if it is among the first. */
  synchronized void failure(double second, String what) {
    failures++;
    if (told.size() < MOST_TOLD) {
      String line = "second " + Math.round(second) + ": " + what;
      told.add(line);
      System.err.println(line);
    }
  }

  /** A count; 0 if nothing was added. */
  synchronized long count(String what) {
    return counts.getOrDefault(what, 0L);
  }

  synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  synchronized long failures() {
    return failures;
  }

  /** The first failures. */
  synchronized List<String> told() {
    return List.copyOf(told);
  }
}
