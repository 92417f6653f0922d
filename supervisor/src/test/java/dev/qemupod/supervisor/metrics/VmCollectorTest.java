package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.KubevirtIdentity;
import dev.qemupod.supervisor.lifecycle.VmViews;
import dev.qemupod.supervisor.sizing.Accelerator;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VmCollectorTest {
  private static final List<MetricGroup> GROUPS = MetricCatalog.groups(Optional.empty());
  private static final Path GOLDEN = Path.of("src/test/resources/metrics");

  private static String page(VmSample sample, ExpositionFormatWriter writer) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    writer.write(
        page, new VmCollector(GROUPS, () -> sample).collect(), EscapingScheme.UNDERSCORE_ESCAPING);
    return page.toString(StandardCharsets.UTF_8);
  }

  private static String kubevirt(VmSample sample, KubevirtIdentity identity) throws IOException {
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(
            page,
            new VmCollector(List.of(new KubevirtMetrics(identity)), () -> sample).collect(),
            EscapingScheme.UNDERSCORE_ESCAPING);
    return page.toString(StandardCharsets.UTF_8);
  }

  private static String text(VmSample sample) throws IOException {
    return page(sample, PrometheusTextFormatWriter.create());
  }

  @Test
  void aFullSampleIsExactlyThisText() throws Exception {
    GoldenFile.assertCurrent(GOLDEN.resolve("full.txt"), text(Samples.full()));
  }

  @Test
  void aFullSampleIsExactlyThisOpenMetricsText() throws Exception {
    String page = page(Samples.full(), OpenMetricsTextFormatWriter.create());

    GoldenFile.assertCurrent(GOLDEN.resolve("full.openmetrics.txt"), page);
    assertTrue(page.endsWith("# EOF\n"));
    assertFalse(page.contains("_created"), page);
  }

  @Test
  void theFullSampleHasEveryMetricOfTheCatalog() throws Exception {
    String page = "\n" + text(Samples.full());
    for (MetricDefinition metric : MetricCatalog.metrics(GROUPS)) {
      if (!QmpMetrics.metered().contains(metric)) {
        String series = metric.name() + (metric.type() == MetricType.HISTOGRAM ? "_bucket" : "");
        assertTrue(
            page.contains("\n" + series + "{") || page.contains("\n" + series + " "),
            metric.name());
      }
    }
  }

  @Test
  void kubevirtsNamesAreExactlyThese() throws Exception {
    String page = kubevirt(Samples.full(), new KubevirtIdentity("db-0-pod", "databases", "node-7"));

    GoldenFile.assertCurrent(GOLDEN.resolve("kubevirt.txt"), page);
    for (MetricDefinition metric : KubevirtNames.all()) {
      assertTrue(page.contains("\n" + metric.name() + "{"), metric.name());
    }
    assertFalse(text(Samples.full()).contains("kubevirt"), "nobody asked for them");
  }

  @Test
  void aPodThatDoesNotTellItsNameIsCalledAsTheVm() throws Exception {
    KubevirtIdentity unknown = new KubevirtIdentity("", "", "");

    assertTrue(
        kubevirt(Samples.full(), unknown)
            .contains("kubevirt_vmi_memory_domain_bytes{name=\"db-0\",namespace=\"\",node=\"\"}"));
    assertFalse(kubevirt(Samples.empty(VmViews.blank()), unknown).contains("_bytes"));
  }

  @Test
  void whatIsNotKnownIsLeftOutAndNeitherZeroNorNaN() throws Exception {
    String page = text(Samples.empty(VmViews.blank()));

    GoldenFile.assertCurrent(GOLDEN.resolve("blank.txt"), page);
    assertFalse(page.contains("NaN"), page);
    for (String prefix :
        List.of(
            "qemu_vm_state",
            "qemu_vm_info",
            "qemu_vcpu",
            "qemu_block_",
            "qemu_memory",
            "qemu_guest",
            "qemu_pod",
            "qemu_process",
            "qemu_qmp_last",
            "process_cpu")) {
      assertFalse(page.contains("\n" + prefix), prefix);
    }
  }

  @Test
  void disksComeAndGoBetweenScrapes() throws Exception {
    AtomicReference<VmSample> sample = new AtomicReference<>(Samples.full());
    VmCollector collector = new VmCollector(GROUPS, sample::get);

    assertEquals(List.of("hda"), devices(collector));
    sample.set(
        Samples.withBlocks(
            Samples.full(), List.of(Samples.disk("hda", 2), Samples.disk("hdb", 1))));
    assertEquals(List.of("hda", "hdb"), devices(collector));
    sample.set(Samples.withBlocks(Samples.full(), List.of(Samples.disk("hdb", 2))));
    assertEquals(List.of("hdb"), devices(collector));
    sample.set(Samples.withBlocks(Samples.full(), List.of()));
    assertEquals(List.of(), devices(collector));
  }

  private static List<String> devices(VmCollector collector) {
    return collector.collect().stream()
        .filter(metric -> metric.getMetadata().getName().startsWith("qemu_block_read_bytes"))
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(point -> String.valueOf(point.getLabels().get("device")))
        .sorted()
        .toList();
  }

  @Test
  void timeInGuestCodeIsToldWhereTheKernelKnowsIt() throws Exception {
    VmSample tcg = Samples.full();
    VmSample kvm =
        tcg.asOf(Samples.NOW, VmViews.withQemu(tcg.view(), 42, Accelerator.KVM, 1 << 20));

    assertFalse(text(tcg).contains("mode=\"guest\""));
    assertTrue(text(kvm).contains("qemu_vcpu_cpu_seconds_total{mode=\"guest\",vcpu=\"0\"} 4.0\n"));
    assertTrue(text(kvm).contains("qemu_process_cpu_seconds_total{mode=\"guest\"} 7.0\n"));
  }

  @Test
  void twoDevicesOfOneNameDoNotSpoilTheScrape() throws Exception {
    String page =
        text(
            Samples.withBlocks(
                Samples.full(), List.of(Samples.disk("hda", 1), Samples.disk("hda", 2))));

    assertTrue(page.contains("qemu_block_read_bytes_total{device=\"hda\"} 8192.0\n"), page);
  }

  @Test
  void aValueThatIsNoNumberIsNotWritten() {
    Exposition exposition = new Exposition();
    exposition.add(PodMetrics.CPU_LIMIT, Double.NaN);
    exposition.add(PodMetrics.CPU_LIMIT, Double.POSITIVE_INFINITY);
    exposition.add(PodMetrics.THROTTLED_SECONDS, -1.0);

    assertEquals(0, exposition.toSnapshots().size());
  }

  @Test
  void aHistogramIsCumulativeAndHasNoSumThatIsNotKnown() throws Exception {
    Exposition exposition = new Exposition();
    exposition.addHistogram(
        BlockMetrics.LATENCY,
        List.of(1_000L, 2_000_000_000L),
        List.of(3L, 0L, 4L),
        OptionalDouble.empty(),
        "hda",
        "read");
    ByteArrayOutputStream page = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create()
        .write(page, exposition.toSnapshots(), EscapingScheme.UNDERSCORE_ESCAPING);

    assertEquals(
        List.of(
            "qemu_block_latency_seconds_bucket{device=\"hda\",operation=\"read\",le=\"1.0E-6\"} 3",
            "qemu_block_latency_seconds_bucket{device=\"hda\",operation=\"read\",le=\"2.0\"} 3",
            "qemu_block_latency_seconds_bucket{device=\"hda\",operation=\"read\",le=\"+Inf\"} 7",
            "qemu_block_latency_seconds_count{device=\"hda\",operation=\"read\"} 7"),
        page.toString(StandardCharsets.UTF_8).lines().filter(l -> !l.startsWith("#")).toList());
  }

  @Test
  void labelsThatDoNotFitTheDefinitionAreRefused() {
    Exposition exposition = new Exposition();

    assertThrows(IllegalArgumentException.class, () -> exposition.add(BlockMetrics.READ_BYTES, 1L));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            exposition.addHistogram(
                BlockMetrics.LATENCY, List.of(), List.of(1L), OptionalDouble.empty(), "hda"));
  }

  @ParameterizedTest
  @CsvSource({
    "hda/write/stop, 3, hda|write|stop",
    "/machine/peripheral/x/read/report, 3, /machine/peripheral/x|read|report",
    "guest/guest-reset, 2, guest|guest-reset",
    "guest-reset, 2, |guest-reset",
    "poweroff, 1, poweroff",
    "a/b, 1, a/b"
  })
  void aKeyOfACounterIsSplitFromItsEnd(String key, int labels, String expected) {
    assertEquals(expected, String.join("|", EventMetrics.labels(key, labels)));
  }
}
