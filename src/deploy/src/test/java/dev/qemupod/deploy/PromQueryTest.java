package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PromQueryTest {
  @Test
  void aMetricIsFoundWithItsLabels() {
    assertEquals(
        new PromQuery(Map.of("up", Set.of("job", "pod")), Set.of()),
        PromQuery.of("up{job=\"a{b}\", pod=~\"c.*\"} == 1"));
  }

  @Test
  void functionsAggregationsAndWordsAreNoMetrics() {
    assertEquals(
        new PromQuery(
            Map.of("a_total", Set.of("x"), "b_total", Set.of(), "c", Set.of()),
            Set.of("y", "z", "le")),
        PromQuery.of(
            "sum by (le, y) (rate(a_total{x!='1'}[$__rate_interval])) / ignoring (z)"
                + " increase(b_total[5m:]) > 3e5 and c unless 0.5"));
  }
}
