package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.KubevirtIdentity;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.lifecycle.VmViews;
import dev.qemupod.supervisor.qmp.QmpObserver.Outcome;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a real qemu, read by Prometheus' own parsers. */
@Timeout(120)
class MetricsIT {
  private static final String OPEN_METRICS = "application/openmetrics-text";

  @TempDir private Path folder;
  private RunningQemu qemu;
  private Metrics metrics;

  @BeforeEach
  void start() throws Exception {
    qemu = RunningQemu.start(folder);
    VmView view = VmViews.withQemu(VmViews.running(), qemu.pid(), Accelerator.TCG, RunningQemu.RAM);
    metrics =
        new Metrics(
            new MetricsSources(
                new BuildInfo("0.1.0", "0123abc", "25"),
                Optional.of(new KubevirtIdentity("vm-0", "databases", "node-7")),
                InstantSource.system(),
                Instant.now(),
                () -> view,
                () -> Optional.of(qemu.socket()),
                Path.of("/"),
                () -> 0,
                () -> 0,
                () -> 0,
                () -> 0));
  }

  @AfterEach
  void stop() throws Exception {
    metrics.close();
    qemu.close();
  }

  /** Scrapes until the page is as expected; a sample is fresh for a moment after it was taken. */
  private String scrapeUntil(Predicate<String> expected) throws Exception {
    Instant end = Instant.now().plus(Duration.ofSeconds(60));
    String page = metrics.scrape("").body();
    while (!expected.test(page)) {
      assertTrue(Instant.now().isBefore(end), page);
      qemu.pause();
      page = metrics.scrape("").body();
    }
    return page;
  }

  private static boolean allSucceeded(String page) {
    return page.contains("qemu_collector_success{collector=\"process\"} 1.0\n")
        && page.lines()
            .noneMatch(l -> l.startsWith("qemu_collector_success") && l.endsWith(" 0.0"));
  }

  private static double value(String page, String series) {
    for (String line : page.lines().toList()) {
      if (line.startsWith(series + " ")) {
        return Double.parseDouble(line.substring(series.length() + 1));
      }
    }
    throw new AssertionError("no " + series + " in\n" + page);
  }

  @Test
  void aRunningQemuIsMeasuredInFull() throws Exception {
    String page = scrapeUntil(MetricsIT::allSucceeded);

    assertEquals(2, value(page, "qemu_vm_vcpus"));
    assertEquals(RunningQemu.RAM, value(page, "qemu_memory_configured_bytes"));
    assertEquals(RunningQemu.RAM, value(page, "qemu_memory_balloon_bytes"));
    assertEquals(RunningQemu.DISK, value(page, "qemu_block_virtual_size_bytes{device=\"hda\"}"));
    assertTrue(value(page, "qemu_block_reads_completed_total{device=\"hda\"}") >= 0);
    assertTrue(value(page, "qemu_vcpu_cpu_seconds_total{mode=\"user\",vcpu=\"0\"}") >= 0);
    assertTrue(value(page, "qemu_vcpu_delay_seconds_total{vcpu=\"1\"}") >= 0);
    assertTrue(value(page, "qemu_iothread_cpu_seconds_total{iothread=\"io-hda\"}") >= 0);
    assertFalse(page.contains("qemu_vcpu_exits_total"), "there is no KVM");
    assertTrue(value(page, "qemu_process_threads") >= 4);
    double resident = value(page, "qemu_guest_memory_resident_bytes");
    assertTrue(resident > 0 && resident <= RunningQemu.RAM, "resident " + resident);
    assertTrue(value(page, "process_resident_memory_bytes") > 0);
    assertTrue(value(page, "qemu_qmp_command_seconds_count{command=\"query-blockstats\"}") >= 1);
    assertFalse(page.contains("qemu_guest_memory_free_bytes"), "no guest has told of its memory");
    assertFalse(page.contains("NaN"), page);
    assertEquals(
        value(page, "qemu_block_read_bytes_total{device=\"hda\"}"),
        value(
            page,
            "kubevirt_vmi_storage_read_traffic_bytes_total"
                + "{drive=\"hda\",name=\"vm-0\",namespace=\"databases\",node=\"node-7\"}"));
  }

  /** The firmware reads both when it looks for something to boot. */
  @Test
  void theDurationsOfAllReadsAreCountedOnceTheDiskIsMeasured() throws Exception {
    String before = scrapeUntil(MetricsIT::allSucceeded);
    for (String device : List.of("hda", "cdrom")) {
      for (String operation : List.of("read", "write", "flush")) {
        assertTrue(value(before, latency("_count", device, operation)) >= 0, before);
      }
    }
    qemu.execute("system_reset", "{}");
    String after =
        scrapeUntil(
            page ->
                value(page, latency("_count", "hda", "read"))
                        > value(before, latency("_count", "hda", "read"))
                    && value(page, latency("_count", "cdrom", "read"))
                        > value(before, latency("_count", "cdrom", "read")));

    for (String device : List.of("hda", "cdrom")) {
      String reads = "qemu_block_reads_completed_total{device=\"" + device + "\"}";
      String time = "qemu_block_read_time_seconds_total{device=\"" + device + "\"}";
      String count = latency("_count", device, "read");
      String sum = latency("_sum", device, "read");
      assertEquals(value(after, reads) - value(before, reads), risen(before, after, count), after);
      assertEquals(
          value(after, time) - value(before, time), risen(before, after, sum), 1e-6, after);
      assertTrue(risen(before, after, sum) > 0, after);
      assertEquals(value(after, count), value(after, bucket(device, "+Inf")), after);
      assertTrue(value(after, bucket(device, "10.0")) <= value(after, count), after);
    }
  }

  @Test
  void aDiskThatIsPluggedWhileQemuRunsIsCountedTooAndGoesWithAllItsSeries() throws Exception {
    scrapeUntil(MetricsIT::allSucceeded);
    qemu.execute(
        "blockdev-add", "{\"driver\": \"null-co\", \"node-name\": \"late\", \"size\": 1048576}");
    for (int time = 0; time < 2; time++) {
      qemu.execute(
          "device_add",
          "{\"driver\": \"scsi-hd\", \"id\": \"late\", \"drive\": \"late\", \"bus\": \"scsi0.0\"}");
      String plugged = scrapeUntil(page -> page.contains(latency("_count", "late", "flush")));
      assertEquals(0, value(plugged, latency("_count", "late", "write")), plugged);
      assertEquals(0, value(plugged, latency("_sum", "late", "write")), plugged);
      qemu.execute("device_del", "{\"id\": \"late\"}");
      scrapeUntil(page -> !page.contains("\"late\""));
    }
  }

  private static double risen(String before, String after, String series) {
    return value(after, series) - value(before, series);
  }

  private static String latency(String part, String device, String operation) {
    return "qemu_block_latency_seconds%s{device=\"%s\",operation=\"%s\"}"
        .formatted(part, device, operation);
  }

  private static String bucket(String device, String bound) {
    return "qemu_block_latency_seconds_bucket{device=\"%s\",operation=\"read\",le=\"%s\"}"
        .formatted(device, bound);
  }

  @Test
  void promtoolAcceptsThePageAndFindsNothingToCriticise() throws Exception {
    metrics.qmpObserver().event("RESET");
    metrics.qmpObserver().command("quit", 1, Outcome.TIMEOUT);
    String page = scrapeUntil(MetricsIT::allSucceeded);

    assertEquals("", promtool(page, "check", "metrics"));
  }

  @Test
  void prometheusParsesTheOpenMetricsPage() throws Exception {
    metrics.qmpObserver().event("RESET");
    scrapeUntil(MetricsIT::allSucceeded);
    String page = metrics.scrape(OPEN_METRICS).body();
    // This parser reads archives, in which every sample has its time.
    StringBuilder timed = new StringBuilder();
    for (String line : page.lines().toList()) {
      timed.append(line).append(line.startsWith("#") ? "\n" : " 1795435200\n");
    }
    Path archive = Files.writeString(folder.resolve("page.txt"), timed);
    Path blocks = Files.createDirectory(folder.resolve("blocks"));

    promtool(
        "", "tsdb", "create-blocks-from", "openmetrics", archive.toString(), blocks.toString());

    try (var entries = Files.list(blocks)) {
      assertTrue(entries.findAny().isPresent(), "no block was made of\n" + page);
    }
  }

  @Test
  void aQemuThatHangsMakesTheScrapePoorerAndNotLate() throws Exception {
    scrapeUntil(MetricsIT::allSucceeded);
    qemu.signal("STOP");
    String page;
    try {
      Instant before = Instant.now();
      page = scrapeUntil(text -> text.contains("qemu_collector_success{collector=\"vcpus\"} 0.0"));
      assertTrue(
          Duration.between(before, Instant.now()).compareTo(Duration.ofSeconds(20)) < 0, page);
    } finally {
      qemu.signal("CONT");
    }

    assertFalse(page.contains("\nqemu_vm_vcpus"), page);
    assertFalse(page.contains("\nqemu_block_read_bytes_total"), page);
    assertTrue(value(page, "qemu_process_threads") >= 4);
    assertTrue(
        value(page, "qemu_qmp_errors_total{class=\"timeout\",command=\"query-cpus-fast\"}") >= 1);
    scrapeUntil(MetricsIT::allSucceeded);
  }

  private String promtool(String input, String... arguments) throws Exception {
    Path stdin = Files.writeString(folder.resolve("stdin.txt"), input);
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(stdin.toFile()).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output + "\n" + input);
    return output;
  }
}
