package dev.qemupod.bench;

import java.util.Arrays;
import java.util.List;

/**
 * What is told of a series of measurements.
 *
 * <p>The median and the quartiles, since on a shared machine a few values are far off; the minimum,
 * since it is what the other load disturbs least.
 */
record Summary(
    int count, double min, double lowerQuartile, double median, double upperQuartile, double max) {

  /** Summarises at least one value. */
  static Summary of(List<Double> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to summarise");
    }
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Summary(
        sorted.length,
        sorted[0],
        quantile(sorted, 0.25),
        quantile(sorted, 0.5),
        quantile(sorted, 0.75),
        sorted[sorted.length - 1]);
  }

  /** A quantile between 0 and 1, interpolated between its two neighbours. */
  static double quantile(List<Double> values, double fraction) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return quantile(sorted, fraction);
  }

  private static double quantile(double[] sorted, double fraction) {
    double position = fraction * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
