package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The numbers of a report, found wherever they are. */
final class Measures {
  /** How the promises begin that limit a growth. */
  static final String GROWTH = "growth of";

  /** Numbers that say how much was measured, outliers, and what a promise is about. */
  private static final Set<String> NEVER_COMPARED =
      Set.of(
          "count",
          "rounds",
          "scrapes",
          "warmUpRounds",
          "warmUpScrapes",
          "measurements",
          "resizes",
          "samples",
          "min",
          "max",
          "early",
          "growth",
          "slopePerHour");

  private final ReportKind kind;
  private final Map<String, Measure> found = new LinkedHashMap<>();

  /** Values of runs that have no names of their own, one after the other. */
  private final Map<List<String>, List<Double>> runs = new LinkedHashMap<>();

  private Measures(ReportKind kind) {
    this.kind = kind;
  }

  /** All of a report, by their names, in its order. */
  static Map<String, Measure> of(ReportKind kind, JsonNode report) {
    Measures measures = new Measures(kind);
    for (Map.Entry<String, JsonNode> part : report.properties()) {
      if (!part.getKey().equals("machine") && !kind.leavesOut(part.getKey())) {
        measures.part(List.of(), part.getKey(), part.getValue());
      }
    }
    return measures.found;
  }

  private void part(List<String> around, String name, JsonNode node) {
    List<String> path = longer(around, name);
    switch (name) {
      case "comparisons", "vmByPod", "containerByVm" -> node.forEach(this::comparison);
      case "promises" -> node.forEach(this::promise);
      default -> {
        if (isSummary(node)) {
          add(path, Meaning.at(path), node.path("median").asDouble(), spread(node));
        } else if (node.isArray()) {
          elements(path, node);
        } else if (node.isObject()) {
          node.properties().forEach(part -> part(path, part.getKey(), part.getValue()));
        } else if (node.isNumber() && !NEVER_COMPARED.contains(name)) {
          run(path, node.asDouble());
        }
      }
    }
  }

  private void elements(List<String> path, JsonNode array) {
    for (JsonNode element : array) {
      String name = element.path("name").asText(element.path("cell").asText()).strip();
      List<String> place = name.isEmpty() ? path : longer(path, name);
      element.properties().forEach(part -> part(place, part.getKey(), part.getValue()));
    }
  }

  /** The median of all runs so far is the value. */
  private void run(List<String> path, double value) {
    List<Double> values = runs.computeIfAbsent(path, _ -> new ArrayList<>());
    values.add(value);
    Summary summary = Summary.of(values);
    add(
        path,
        Meaning.at(path),
        summary.median(),
        summary.count() == 1
            ? null
            : new Measure.Spread(summary.lowerQuartile(), summary.upperQuartile()));
  }

  private void comparison(JsonNode node) {
    String what = node.path("what").asText();
    JsonNode rounds = node.path("rounds");
    if (node.path("ratio").isNumber()) {
      add(
          List.of("comparisons", what, node.path("other").asText()),
          Meaning.quotient(what),
          node.path("ratio").asDouble(),
          isSummary(rounds) ? spread(rounds) : null);
    }
  }

  private void promise(JsonNode node) {
    String what = node.path("what").asText();
    if (!kind.repeats(what) && node.path("measured").isNumber()) {
      String name = "promises / " + what;
      Double growthLimit = what.startsWith(GROWTH) ? node.path("limit").asDouble() : null;
      Meaning meaning = Meaning.promised(node.path("unit").asText());
      found.put(
          name, new Measure(name, meaning, node.path("measured").asDouble(), null, growthLimit));
    }
  }

  private void add(
      List<String> path, Meaning meaning, double value, Measure.@Nullable Spread spread) {
    String name = String.join(" / ", path);
    found.put(
        name, new Measure(name, ours(path) ? meaning : meaning.ofOthers(), value, spread, null));
  }

  /** Whether it is the supervisor that was measured, and not what it is compared with. */
  private static boolean ours(List<String> path) {
    String launcher = below(path, "launchers");
    String contender = below(path, "contenders");
    return (launcher.isEmpty() || launcher.equals(PeerBenchmark.OWN))
        && (contender.isEmpty() || contender.startsWith("supervisor"));
  }

  /** The name in the path that follows this one; empty if there is none. */
  private static String below(List<String> path, String part) {
    int index = path.indexOf(part);
    return index < 0 || index + 1 == path.size() ? "" : path.get(index + 1);
  }

  private static boolean isSummary(JsonNode node) {
    return node.path("median").isNumber()
        && node.path("lowerQuartile").isNumber()
        && node.path("upperQuartile").isNumber();
  }

  private static Measure.Spread spread(JsonNode summary) {
    return new Measure.Spread(
        summary.path("lowerQuartile").asDouble(), summary.path("upperQuartile").asDouble());
  }

  private static List<String> longer(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return List.copyOf(longer);
  }
}
