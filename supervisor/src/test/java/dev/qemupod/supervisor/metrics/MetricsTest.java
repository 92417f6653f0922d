package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.lifecycle.VmViews;
import dev.qemupod.supervisor.qmp.QmpObserver.Outcome;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  @TempDir private Path root;
  private final AtomicReference<VmView> view = new AtomicReference<>(VmViews.blank());
  private Metrics metrics;

  @BeforeEach
  void create() {
    metrics =
        new Metrics(
            new MetricsSources(
                new BuildInfo("1", "2", "25"),
                Optional.empty(),
                InstantSource.fixed(VmViews.NOW),
                VmViews.NOW,
                view::get,
                Optional::empty,
                root,
                () -> 0,
                () -> 0,
                () -> 0,
                () -> 0),
            observer -> new FakeQmpSource().connector());
  }

  @AfterEach
  void close() {
    metrics.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "text/plain",
        "text/html,application/xhtml+xml",
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited"
      })
  void textIsServedToWhoeverDoesNotAskForOpenMetrics(String accept) {
    Scrape scrape = metrics.scrape(accept);

    assertEquals("text/plain; version=0.0.4; charset=utf-8", scrape.contentType());
    assertTrue(scrape.body().contains("# TYPE qemu_supervisor_build_info gauge\n"), scrape.body());
    assertFalse(scrape.body().contains("# EOF"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/openmetrics-text",
        "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5",
        "application/vnd.google.protobuf;q=0.7,Application/OpenMetrics-Text;version=1.0.0;q=0.6"
      })
  void openMetricsIsServedToWhoeverAcceptsIt(String accept) {
    Scrape scrape = metrics.scrape(accept);

    assertEquals(
        "application/openmetrics-text; version=1.0.0; charset=utf-8", scrape.contentType());
    assertTrue(scrape.body().contains("# TYPE qemu_supervisor_build info\n"), scrape.body());
    assertTrue(scrape.body().endsWith("# EOF\n"));
  }

  @Test
  void commandsAreTimedInBucketsAndFailuresCountedByClass() {
    metrics.qmpObserver().command("query-status", 700_000, Outcome.SUCCESS);
    metrics.qmpObserver().command("query-status", 60_000_000, Outcome.SUCCESS);
    metrics.qmpObserver().command("device_del", 2_000_000, Outcome.ERROR);
    metrics.qmpObserver().command("query-block", 5_000_000_000L, Outcome.TIMEOUT);
    metrics.qmpObserver().command("quit", 1, Outcome.DISCONNECT);

    String page = metrics.scrape("").body();

    assertLine(page, "qemu_qmp_command_seconds_bucket{command=\"query-status\",le=\"5.0E-4\"} 0");
    assertLine(page, "qemu_qmp_command_seconds_bucket{command=\"query-status\",le=\"0.001\"} 1");
    assertLine(page, "qemu_qmp_command_seconds_bucket{command=\"query-status\",le=\"0.1\"} 2");
    assertLine(page, "qemu_qmp_command_seconds_count{command=\"query-status\"} 2");
    assertLine(page, "qemu_qmp_command_seconds_sum{command=\"query-status\"} 0.0607");
    assertLine(page, "qemu_qmp_command_seconds_max{command=\"query-status\"} 0.06");
    assertLine(page, "qemu_qmp_command_seconds_count{command=\"device_del\"} 1");
    assertLine(page, "qemu_qmp_errors_total{class=\"error\",command=\"device_del\"} 1.0");
    assertLine(page, "qemu_qmp_errors_total{class=\"timeout\",command=\"query-block\"} 1.0");
    assertLine(page, "qemu_qmp_errors_total{class=\"disconnect\",command=\"quit\"} 1.0");
    assertFalse(page.contains("_count{command=\"query-block\"}"), page);
    assertTrue(page.contains("# HELP qemu_qmp_command_seconds " + QmpMetrics.COMMAND.help()), page);
  }

  @Test
  void eventsAreCountedOnceThoughBothConnectionsGetThem() {
    QmpMeters meters = (QmpMeters) metrics.qmpObserver();
    meters.event("RESET");
    meters.event("RESET");
    meters.event("STOP");
    meters.commandsOnly().event("RESET");
    meters.commandsOnly().command("query-blockstats", 1_000_000, Outcome.SUCCESS);

    String page = metrics.scrape("").body();

    assertLine(page, "qemu_qmp_events_total{event=\"RESET\"} 2.0");
    assertLine(page, "qemu_qmp_events_total{event=\"STOP\"} 1.0");
    assertLine(page, "qemu_qmp_command_seconds_count{command=\"query-blockstats\"} 1");
  }

  @Test
  void theStateIsThatOfTheScrapeHoweverOldTheMeasurementIs() {
    metrics.scrape("");
    view.set(VmViews.running());

    String page = metrics.scrape("").body();

    assertLine(page, "qemu_vm_state{state=\"running\"} 1.0");
    assertLine(page, "qemu_supervisor_phase{phase=\"running\"} 1.0");
  }

  private static void assertLine(String page, String line) {
    assertTrue(page.contains("\n" + line + "\n"), line + "\nis not in\n" + page);
  }
}
