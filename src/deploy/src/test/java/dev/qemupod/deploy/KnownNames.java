package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.metrics.MetricCatalog;
import dev.qemupod.supervisor.metrics.MetricDefinition;
import dev.qemupod.supervisor.metrics.MetricType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an expression may name: the metrics of the catalog, their labels, and those of a scrape. */
final class KnownNames {
  /** What prometheus-operator adds to what a PodMonitor scrapes. */
  private static final Set<String> OF_THE_SCRAPE =
      Set.of("namespace", "pod", "container", "endpoint", "job", "instance");

  private static final List<String> OF_A_HISTOGRAM = List.of("_bucket", "_sum", "_count");

  private KnownNames() {}

  /** Fails with every name in the expression that nobody exports. */
  static void assertKnown(String expression) {
    PromQuery query = PromQuery.of(expression);
    Set<String> unknown = new TreeSet<>();
    Set<String> labels = new HashSet<>(OF_THE_SCRAPE);
    query
        .metrics()
        .forEach(
            (name, selected) -> {
              Set<String> own = new HashSet<>(OF_THE_SCRAPE);
              definition(name)
                  .ifPresentOrElse(
                      definition -> own.addAll(labels(definition)), () -> unknown.add(name));
              selected.stream().filter(label -> !own.contains(label)).forEach(unknown::add);
              labels.addAll(own);
            });
    query.grouping().stream().filter(label -> !labels.contains(label)).forEach(unknown::add);
    assertEquals(Set.of(), unknown, "nobody exports this, which is in: " + expression);
  }

  private static Set<String> labels(MetricDefinition definition) {
    Set<String> labels = new HashSet<>(definition.labels());
    if (definition.type() == MetricType.HISTOGRAM) {
      labels.add("le");
    }
    return labels;
  }

  private static Optional<MetricDefinition> definition(String series) {
    return MetricCatalog.own().stream()
        .filter(definition -> names(definition).contains(series))
        .findFirst();
  }

  private static List<String> names(MetricDefinition definition) {
    return definition.type() == MetricType.HISTOGRAM
        ? OF_A_HISTOGRAM.stream().map(suffix -> definition.name() + suffix).toList()
        : List.of(definition.name());
  }
}
