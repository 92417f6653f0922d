package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.KubevirtIdentity;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MetricCatalogTest {
  private static final List<MetricGroup> GROUPS =
      MetricCatalog.groups(Optional.of(new KubevirtIdentity("", "", "")));
  private static final Path REFERENCE = Path.of("../src/docs/metrics.md");

  static List<MetricDefinition> metrics() {
    return MetricCatalog.metrics(GROUPS);
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void everyNameFollowsTheConventionsOfPrometheus(MetricDefinition metric) {
    String name = metric.name();

    assertTrue(name.matches("(qemu|process|jvm|kubevirt_vmi)_[a-z0-9_]+"), name);
    assertEquals(metric.type() == MetricType.COUNTER, name.endsWith("_total"), name);
    assertEquals(metric.type() == MetricType.INFO, name.endsWith("_info"), name);
    assertTrue(metric.help().endsWith("."), name);
    assertTrue(metric.labels().stream().allMatch(label -> label.matches("[a-z_]+")), name);
    for (String foreign : List.of("pod", "namespace", "instance", "job")) {
      assertTrue(
          !metric.labels().contains(foreign) || name.startsWith("kubevirt_vmi_"),
          name + " has a label Prometheus adds");
    }
  }

  @Test
  void noNameIsUsedTwice() {
    Set<String> names = new HashSet<>();
    for (MetricDefinition metric : metrics()) {
      assertTrue(names.add(metric.name()), metric.name());
      assertTrue(names.add(metric.baseName()) || names.contains(metric.name()), metric.name());
    }
  }

  @Test
  void theReferenceIsCurrent() throws Exception {
    GoldenFile.assertCurrent(REFERENCE, reference());
  }

  private static String reference() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Metrics

        <!-- Generated from MetricCatalog: run the tests with -Dqemupod.docs.write=true. -->

        What `/metrics` serves, as Prometheus text or as OpenMetrics, whichever the client accepts.

        - A value that is not known is left out: it is never 0 and never NaN. A disk that is
          unplugged takes its series with it.
        - One measurement serves every scrape within a second and a half. It has 0.8 seconds for all
          it asks qemu; what fails is left out, and `qemu_collector_success` is 0 for it. When the
          measurement itself is late, the one before it is shown and
          `qemu_collector_sample_age_seconds` tells.
        - Counters of qemu (`qemu_vcpu_*`, `qemu_process_*`, `qemu_block_*` but
          `qemu_block_io_errors_total`) start anew when qemu is started again, and those of the guest
          (`qemu_guest_*`) when it boots: `rate()` and `increase()` allow for it. All others count
          from the supervisor's start.
        - There is no label for pod or namespace: Prometheus adds them. The VM's name is in
          `qemu_vm_info` only.
        - `kubevirt_vmi_*` are there only with `QEMU_METRICS_KUBEVIRT=1`, and have the values of the
          metrics that are named as their sources, under the names and labels of KubeVirt.
        - What `query-stats` tells is there under KVM only. It was written by QEMU's schema and not
          seen with a KVM that works.
        """);
    for (MetricGroup group : GROUPS) {
      page.append("\n## ").append(group.title()).append("\n\n");
      page.append("| Metric | Type | Labels | Meaning | Source |\n");
      page.append("| --- | --- | --- | --- | --- |\n");
      for (MetricDefinition metric : group.metrics()) {
        page.append(
            "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                    metric.name(),
                    metric.type().name().toLowerCase(Locale.ROOT),
                    String.join(", ", metric.labels().stream().map(l -> "`" + l + "`").toList()),
                    metric.help(),
                    metric.source()));
      }
    }
    return page.toString();
  }
}
