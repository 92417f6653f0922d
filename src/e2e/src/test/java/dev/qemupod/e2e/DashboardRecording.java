package dev.qemupod.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * Writes down what panels of the dashboard showed, a value a second: src/deploy draws README's
 * picture of it.
 */
final class DashboardRecording {
  private static final Set<String> PANELS =
      Set.of("CPUs used", "Throttling", "Pod", "Guest", "Throughput", "Latency of 99 of 100");

  /** Short, as the VM does something else every few seconds. */
  private static final String RATE_INTERVAL = "5s";

  /** More than a picture can show. */
  private static final MathContext DIGITS = new MathContext(5);

  private final PrometheusServer prometheus;
  private final Instant begin;
  private final Instant end;

  private DashboardRecording(PrometheusServer prometheus, Instant begin, Instant end) {
    this.prometheus = prometheus;
    this.begin = begin;
    this.end = end;
  }

  /** Writes what they showed in this time. */
  static void write(
      PrometheusServer prometheus, Instant begin, Instant end, JsonNode dashboard, Path file)
      throws IOException, InterruptedException {
    DashboardRecording recording = new DashboardRecording(prometheus, begin, end);
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    all.put("seconds", end.getEpochSecond() - begin.getEpochSecond());
    ArrayNode panels = all.putArray("panels");
    for (JsonNode panel : dashboard.path("panels")) {
      if (PANELS.contains(panel.path("title").asText())
          && panel.path("type").asText().equals("timeseries")) {
        panels.add(recording.panel(panel));
      }
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, new ObjectMapper().writeValueAsString(all) + "\n");
  }

  private ObjectNode panel(JsonNode panel) throws IOException, InterruptedException {
    ObjectNode recorded = JsonNodeFactory.instance.objectNode();
    recorded.set("title", panel.get("title"));
    recorded.set("unit", panel.at("/fieldConfig/defaults/unit"));
    ArrayNode queries = recorded.putArray("queries");
    ArrayNode series = recorded.putArray("series");
    for (JsonNode target : panel.path("targets")) {
      queries.addObject().set("expr", target.get("expr"));
      String expression = PrometheusServer.asOfGrafana(target.path("expr").asText(), RATE_INTERVAL);
      for (JsonNode found : prometheus.range(expression, begin, end)) {
        ArrayNode points = points(found.path("values"));
        if (points.size() > 1) {
          ObjectNode one = series.addObject();
          one.put("legend", legend(target.path("legendFormat").asText(), found.path("metric")));
          one.set("points", points);
        }
      }
    }
    return recorded;
  }

  /** Without those that are no number, as a quantile of nothing is none. */
  private ArrayNode points(JsonNode values) {
    ArrayNode points = JsonNodeFactory.instance.arrayNode();
    for (JsonNode value : values) {
      double number = value.get(1).asDouble();
      if (Double.isFinite(number)) {
        long second = value.get(0).asLong() - begin.getEpochSecond();
        points.addArray().add(second).add(BigDecimal.valueOf(number).round(DIGITS));
      }
    }
    return points;
  }

  private static String legend(String format, JsonNode labels) {
    String legend = format;
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      legend = legend.replace("{{" + label.getKey() + "}}", label.getValue().asText());
    }
    return legend;
  }
}
