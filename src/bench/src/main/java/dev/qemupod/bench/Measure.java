package dev.qemupod.bench;

import org.jspecify.annotations.Nullable;

/**
 * A number of a report.
 *
 * @param name where it is in the report
 * @param value of a summary the median
 * @param spread of a single value absent
 * @param growthLimit what is promised, if this is a growth: a small difference of two numbers,
 *     which has no percentage that means anything; else absent
 */
record Measure(
    String name,
    Meaning meaning,
    double value,
    @Nullable Spread spread,
    @Nullable Double growthLimit) {

  /** Half of the rounds are between these two. */
  record Spread(double lowerQuartile, double upperQuartile) {
    boolean overlaps(Spread other) {
      return lowerQuartile <= other.upperQuartile && other.lowerQuartile <= upperQuartile;
    }
  }
}
