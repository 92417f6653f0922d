package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * How a value went over a soak.
 *
 * <p>Flat means: the median of the last sixth of the time is at most so much above the median of
 * the second sixth. The first sixth is the warm-up. Medians, because a scrape or a garbage
 * collection shows in single samples.
 *
 * @param early median of the second sixth
 * @param late median of the last sixth
 * @param growth from early to late
 * @param slopePerHour after the warm-up, of Theil and Sen
 * @param min of all samples
 * @param max of all samples
 */
record Trend(
    double early, double late, double growth, double slopePerHour, double min, double max) {
  private static final int SIXTHS = 6;

  /** Medians of so many stretches give the slope: the pairs of single samples are too many. */
  private static final int STRETCHES = 150;

  private static final double SECONDS_PER_HOUR = 3600;

  /**
   * A value at a time.
   *
   * @param second since the begin
   */
  record Point(double second, double value) {}

  /**
   * The trend of a soak that lasted this long.
   *
   * @param points in the order of time
   */
  static Trend of(List<Point> points, double seconds) {
    double sixth = warmUp(seconds);
    List<Double> all = points.stream().map(Point::value).toList();
    Summary summary = Summary.of(all);
    double early = Summary.of(values(points, sixth, 2 * sixth)).median();
    double late = Summary.of(values(points, seconds - sixth, Double.MAX_VALUE)).median();
    return new Trend(
        early,
        late,
        late - early,
        slope(stretches(points, sixth, seconds)) * SECONDS_PER_HOUR,
        summary.min(),
        summary.max());
  }

  /** How many seconds of a soak do not count. */
  static double warmUp(double seconds) {
    return seconds / SIXTHS;
  }

  private static List<Double> values(List<Point> points, double from, double to) {
    return points.stream()
        .filter(point -> point.second() >= from && point.second() < to)
        .map(Point::value)
        .toList();
  }

  private static List<Point> stretches(List<Point> points, double from, double to) {
    double length = (to - from) / STRETCHES;
    List<Point> medians = new ArrayList<>();
    for (int i = 0; i < STRETCHES; i++) {
      double start = from + i * length;
      List<Double> values = values(points, start, start + length);
      if (!values.isEmpty()) {
        medians.add(new Point(start + length / 2, Summary.of(values).median()));
      }
    }
    return medians;
  }

  /** The median of the slopes of all pairs, which a third of wild points does not move; else 0. */
  static double slope(List<Point> points) {
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      for (int j = i + 1; j < points.size(); j++) {
        Point first = points.get(i);
        Point second = points.get(j);
        slopes.add((second.value() - first.value()) / (second.second() - first.second()));
      }
    }
    return slopes.isEmpty() ? 0 : Summary.of(slopes).median();
  }
}
