package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Prometheus scrapes a VM for about a minute, in which its guest works. What it then says has to
 * be what the guest and the kernel say. The tests only ask, so they may come in any order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrometheusIT {
  private static final Path DEPLOY = Podman.REPOSITORY.resolve("src/deploy");
  private static final Path RECORDING =
      Podman.REPOSITORY.resolve("src/docs/pictures/dashboard.json");
  private static final Pattern METRIC = Pattern.compile("\\b(?:qemu|process|jvm)_[a-z0-9_]+");
  private static final double TICKS_PER_SECOND = 100;
  private static final int WRITTEN_MEBIBYTES = 64;
  private static final Duration BURNING = Duration.ofSeconds(30);

  /**
   * How much Prometheus may be wrong by: it extrapolates to the ends of the time it is asked of.
   */
  private static final double TOLERANCE = 0.05;

  /** What this VM and this kernel may not have. */
  private static final Set<String> OPTIONAL =
      Set.of(
          // Its disk is no URL, and nothing goes wrong.
          "qemu_image_step_ratio",
          "qemu_block_io_errors_total",
          "qemu_vm_watchdog_actions_total",
          "qemu_qmp_errors_total",
          // Not in every kernel, or not for every version of cgroups.
          "qemu_pod_pressure_seconds_total",
          "qemu_pod_memory_events_total");

  @RegisterExtension final Scene scene = Scene.ofClass();

  private VmContainer vm;
  private PrometheusServer prometheus;
  private Instant begin;
  private Instant end;
  private double cpuSeconds;

  @BeforeAll
  void scrapeAGuestThatWorks() throws Exception {
    Path volume = scene.directory("disk");
    scene.copyOfGuest("micro-linux/disk.qcow2", volume.resolve("disk.qcow2"));
    vm =
        scene.run(
            VmSpec.microLinux()
                .writable(volume, "/disk")
                .with("QEMU_HDA", "/disk/disk.qcow2")
                .with("QEMU_HDA_SIZE", "1G")
                .with("QEMU_HDB", "/disk/files.qcow2")
                .with("QEMU_HDB_SIZE", "64M")
                .with("QEMU_INITRD", "/guests/micro-linux/initrd-agent.gz")
                .with("QEMU_METRICS_FILESYSTEMS", "1")
                .with("QEMU_METRICS_NETWORK", "1"));
    vm.awaitConsole("GUEST-READY");
    mountAFileSystem();
    prometheus =
        PrometheusServer.start(
            scene.directory("prometheus"),
            vm.metricsAddress(),
            DEPLOY.resolve("alerts/qemu-pod.rules.yaml"));
    begin = Instant.now();
    double before = cpuSecondsOfQemu();

    vm.type("write-disk " + WRITTEN_MEBIBYTES);
    vm.awaitConsole("GUEST-DISK-WRITTEN");
    vm.type("burn-cpu");
    vm.awaitConsole("GUEST-BURNING");
    assertTrue(Patience.until(Patience.GUEST, () -> since(begin).compareTo(BURNING) > 0));
    vm.type("burn-stop");
    vm.type("fill-memory 64");
    vm.awaitConsole("GUEST-FILLED");
    vm.type("memory");
    vm.awaitConsole("available_kb=");

    cpuSeconds = cpuSecondsOfQemu() - before;
    awaitScrapesAfter(Instant.now());
    end = Instant.now();
    if (Boolean.getBoolean("qemupod.docs.write")) {
      DashboardRecording.write(prometheus, begin, end, dashboard(), RECORDING);
    }
  }

  /** The agent begins anew afterwards: it would be asked again in a minute only. */
  private void mountAFileSystem() throws Exception {
    vm.type("agent-stop");
    vm.awaitConsole("GUEST-AGENT-STOPPED");
    vm.type("shell");
    vm.type("mke2fs /dev/vdb >/dev/null && mkdir /mnt && mount -t ext4 /dev/vdb /mnt; exit");
    vm.awaitConsole("GUEST-SHELL-LEFT");
    vm.type("agent-start");
    for (String metric : List.of("qemu_guest_filesystem_used_bytes{", "qemu_guest_network_")) {
      assertTrue(
          Patience.until(Patience.GUEST, () -> vm.get("/metrics").body().contains("\n" + metric)),
          metric);
    }
  }

  @AfterAll
  void stopPrometheus() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @Test
  void theDiskWroteWhatTheGuestSays() throws Exception {
    double written = Double.parseDouble(vm.awaitConsoleField("GUEST-DISK-WRITTEN bytes=(\\d+)"));
    assertEquals(WRITTEN_MEBIBYTES << 20, written);
    assertClose(
        written,
        value("increase(qemu_block_written_bytes_total{device=\"hda\"}[%s])".formatted(range())));
  }

  @Test
  void qemuUsedTheCpuThatTheKernelSays() throws Exception {
    assertTrue(cpuSeconds > 5, () -> "the guest did too little: " + cpuSeconds + " s");
    assertClose(
        cpuSeconds, value("sum(increase(qemu_process_cpu_seconds_total[%s]))".formatted(range())));
  }

  @Test
  void theGuestHasTheMemoryThatItSays() throws Exception {
    double total = Double.parseDouble(vm.awaitConsoleField("GUEST-MEMORY total_kb=(\\d+)"));
    double available = Double.parseDouble(vm.awaitConsoleField("available_kb=(\\d+)"));
    assertClose(total * 1024, value("qemu_guest_memory_total_bytes"));
    assertClose(available * 1024, value("qemu_guest_memory_available_bytes"));
    assertEquals(512 << 20, value("qemu_pod_memory_limit_bytes"));
  }

  @Test
  void qemuHasTheMemoryThatTheKernelSays() throws Exception {
    Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+) kB").matcher(ofQemu("status"));
    assertTrue(resident.find());
    assertClose(
        Double.parseDouble(resident.group(1)) * 1024,
        value("sum(qemu_process_resident_memory_bytes)"));
  }

  @Test
  void everyScrapeSucceeds() throws Exception {
    assertEquals(1, value("min_over_time(up[%s])".formatted(range())));
    assertEquals(1, value("min(min_over_time(qemu_collector_success[%s]))".formatted(range())));
    double scrapes = value("count_over_time(up[%s])".formatted(range()));
    assertTrue(scrapes > BURNING.toSeconds() * 0.8, () -> scrapes + " scrapes");
  }

  @Test
  void promtoolHasNothingToSayAboutABusyVm() throws Exception {
    Path page =
        Files.writeString(scene.directory("page").resolve("metrics"), vm.get("/metrics").body());
    ProcessBuilder promtool = new ProcessBuilder("promtool", "check", "metrics");
    Outcome verdict = Outcome.of(promtool.redirectInput(page.toFile())).orFail();
    assertEquals("", verdict.out() + verdict.err());
  }

  @Test
  void noAlertFiresForAHealthyVm() throws Exception {
    int rules = 0;
    for (JsonNode group : prometheus.get("/api/v1/rules").path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        rules++;
        assertEquals("ok", rule.path("health").asText(), rule::toPrettyString);
      }
    }
    assertTrue(rules > 10, "only " + rules + " rules were loaded");
    for (JsonNode alert : prometheus.get("/api/v1/alerts").path("alerts")) {
      // A busy guest at its CPU limit would in time be told of as throttled.
      assertEquals("pending", alert.path("state").asText(), alert::toPrettyString);
      assertFalse(alert.at("/labels/severity").asText().equals("critical"), alert::toPrettyString);
    }
  }

  @Test
  void everyQueryOfTheDashboardHasData() throws Exception {
    Set<String> names = new HashSet<>();
    prometheus.get("/api/v1/label/__name__/values").forEach(name -> names.add(name.asText()));
    Set<String> missing = new TreeSet<>();
    for (JsonNode query : dashboard().findValues("expr")) {
      String expression = PrometheusServer.asOfGrafana(query.asText(), "20s");
      Set<String> absent =
          new TreeSet<>(METRIC.matcher(expression).results().map(found -> found.group()).toList());
      absent.removeAll(names);
      missing.addAll(absent);
      // Whether it is as bad as the panel asks is another question.
      List<JsonNode> series = prometheus.query(expression.replaceAll(" == [01]$", ""), end);
      assertEquals(absent.isEmpty(), !series.isEmpty(), () -> expression + " gives " + series);
      prometheus.query(expression, end);
    }
    missing.removeAll(OPTIONAL);
    assertEquals(Set.of(), missing);
  }

  private static JsonNode dashboard() throws Exception {
    return new ObjectMapper().readTree(Files.readString(DEPLOY.resolve("dashboard/qemu-pod.json")));
  }

  private double cpuSecondsOfQemu() throws Exception {
    // utime and stime of proc(5), counted from behind the name, which may hold anything.
    String stat = ofQemu("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
  }

  private String ofQemu(String file) throws Exception {
    long pid = vm.status().at("/qemu/pid").asLong();
    return vm.exec("cat", "/proc/" + pid + "/" + file).orFail().out();
  }

  /**
   * One measurement serves every scrape within a second and a half, and the guest tells of its
   * memory every few seconds: wait for both from afterwards.
   */
  private void awaitScrapesAfter(Instant instant) throws Exception {
    String measured = "timestamp(qemu_vm_vcpus) - qemu_collector_sample_age_seconds";
    String told = "qemu_guest_memory_stats_timestamp_seconds";
    long afterwards = instant.plusSeconds(2).getEpochSecond();
    assertTrue(
        Patience.until(
            Patience.GUEST,
            () ->
                prometheus.value(measured, Instant.now()) > afterwards
                    && prometheus.value(told, Instant.now()) > afterwards));
  }

  /** What an expression gave when the guest had done its work. */
  private double value(String expression) throws Exception {
    return prometheus.value(expression, end);
  }

  /** From before the guest began until it was done, for a range of PromQL. */
  private String range() {
    return Duration.between(begin, end).toSeconds() + 2 + "s";
  }

  private static Duration since(Instant instant) {
    return Duration.between(instant, Instant.now());
  }

  private static void assertClose(double truth, double measured) {
    assertEquals(truth, measured, truth * TOLERANCE);
  }
}
