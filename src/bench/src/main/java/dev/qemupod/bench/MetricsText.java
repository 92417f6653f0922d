package dev.qemupod.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The series of a page of metrics, each by its name and labels as they are written. */
record MetricsText(Map<String, Double> series) {
  MetricsText {
    series = Map.copyOf(series);
  }

  /** Reads Prometheus text or OpenMetrics, without timestamps. */
  static MetricsText parse(String page) {
    return new MetricsText(
        page.lines()
            .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
            .collect(
                Collectors.toMap(
                    line -> line.substring(0, line.lastIndexOf(' ')),
                    line -> number(line.substring(line.lastIndexOf(' ') + 1)))));
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** A series' value; 0 if it is not there, as of a counter that nothing has happened to. */
  double value(String name) {
    return series.getOrDefault(name, 0.0);
  }

  /** The sum of a metric's series. */
  double sum(String metric) {
    return withName(metric).values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /** The series of a metric with one label, by that label's value. */
  Map<String, Long> byLabel(String metric) {
    Map<String, Long> values = new TreeMap<>();
    withName(metric)
        .forEach(
            (name, value) ->
                values.put(
                    name.substring(name.indexOf('"') + 1, name.lastIndexOf('"')),
                    Math.round(value)));
    return values;
  }

  private Map<String, Double> withName(String metric) {
    Map<String, Double> found = new TreeMap<>();
    series.forEach(
        (name, value) -> {
          if (name.equals(metric) || name.startsWith(metric + "{")) {
            found.put(name, value);
          }
        });
    return found;
  }
}
