package dev.qemupod.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Measures what it costs to observe a VM with four disks, four vCPUs and a Linux that has booted:
 * the supervisor's CPU while nobody asks, how long a scrape takes once a second, and whether
 * scrapes leave anything behind.
 */
final class Observe {
  private static final int DISKS = 4;
  private static final int VCPUS = 4;

  /** Of the pod; more than the VM needs. */
  private static final long LIMIT_BYTES = 1L << 30;

  private static final String METRICS = "/metrics";
  private static final String PROBE = "/livez";
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Shorter than a sample is served, so that both answers from it and new ones are counted. */
  private static final Duration GROWTH_INTERVAL = Duration.ofMillis(500);

  /** What the virtual machine compiles because it runs often is compiled by then. */
  private static final int WARM_UP_SCRAPES = 5000;

  /** The client's own classes and code are to be there before it measures anything. */
  private static final int CLIENT_WARM_UP = 200;

  private final Layout layout;
  private final String path;
  private final ObserveOptions options;
  private final List<String> loadAverages = new ArrayList<>();

  Observe(Layout layout, String path, ObserveOptions options) throws BenchException {
    this.layout = layout.withLinux();
    this.path = path;
    this.options = options;
  }

  /** Observes; Ctrl-C or SIGTERM ends it with nothing left and no report. */
  ObserveReport run() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    noteLoad();
    List<Path> disks = disks();
    Optional<PodGroup> group = PodGroup.make("qemu-pod-observe", LIMIT_BYTES);
    List<String> inGroup = group.map(PodGroup::enter).orElse(List.of());
    SupervisorRun pod = SupervisorRun.launch(layout, inGroup, variables(disks));
    SoakCleanup cleanup = SoakCleanup.of(pod, disks);
    try (SessionPriority _ = SessionPriority.raise();
        ScrapeClient client = new ScrapeClient(pod.address())) {
      pod.awaitReady();
      return observe(machine, pod, client, group.isPresent());
    } finally {
      cleanup.run();
      group.ifPresent(PodGroup::remove);
    }
  }

  private ObserveReport observe(
      Machine machine, SupervisorRun pod, ScrapeClient client, boolean limited)
      throws IOException, InterruptedException, BenchException {
    // qemu has a session of its own.
    try (SessionPriority _ = SessionPriority.raise(qemu(pod))) {
      double idle = idle(pod.facts());
      warm(client);
      ScrapeTimes times = new ScrapeTimes();
      double busy = scrape(pod.facts(), client, times);
      ObserveReport.Scrapes scrapes = times.told(busy);
      ObserveReport.Growth growth = growth(pod, client);
      ObserveReport report =
          new ObserveReport(
              options.command(),
              Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
              machine,
              loadAverages,
              DISKS,
              VCPUS,
              limited,
              times.page().getBytes(StandardCharsets.UTF_8).length,
              MetricsText.parse(times.page()).series().size(),
              idle,
              scrapes,
              growth,
              LibraryCost.look(layout, pod.pid()),
              ObserveReport.promises(idle, scrapes, growth));
      pod.terminate();
      pod.awaitEnd();
      return report;
    }
  }

  private static long qemu(SupervisorRun pod) throws IOException, InterruptedException {
    String status = pod.get("/status", "*/*", SECOND).body();
    return new ObjectMapper().readTree(status).at("/qemu/pid").asLong();
  }

  private List<Path> disks() throws IOException, InterruptedException, BenchException {
    List<Path> disks = new ArrayList<>();
    for (int i = 0; i < DISKS; i++) {
      Path disk = layout.work().resolve("observe-" + i + ".qcow2");
      Files.deleteIfExists(disk);
      var _ =
          Commands.output(
              layout.work().resolve("tool.stderr"),
              Map.of("PATH", path),
              List.of("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "1G"));
      disks.add(disk);
    }
    return disks;
  }

  /** A pod as it is by default, with the guest agent in its guest. */
  private Map<String, String> variables(List<Path> disks) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("PATH", path);
    variables.put("QEMU_CPU", Integer.toString(VCPUS));
    variables.put("QEMU_RAM", "256");
    variables.put("QEMU_KERNEL", layout.kernel().toString());
    variables.put("QEMU_INITRD", layout.initrd().toString());
    variables.put("QEMU_APPEND", "console=ttyS0 no_timer_check quiet");
    variables.put("QEMU_READY", "agent");
    for (int i = 0; i < DISKS; i++) {
      variables.put("QEMU_HD" + (char) ('A' + i), disks.get(i).toString());
    }
    return variables;
  }

  private double idle(ProcessFacts supervisor) throws IOException {
    tell("nobody asks for " + options.idle() + " s");
    CpuMeter meter = CpuMeter.begin(supervisor);
    Pause.until(System.nanoTime() + SECOND.toNanos() * options.idle());
    double percent = meter.percent();
    noteLoad();
    return percent;
  }

  private static void warm(ScrapeClient client) throws IOException {
    for (int i = 0; i < CLIENT_WARM_UP; i++) {
      var _ = client.askKept(PROBE);
      var _ = client.askAnew(PROBE);
    }
  }

  /**
   * Two scrapes on the kept connection, two on new ones, and so on: as every second one asks qemu,
   * each kind of connection has as many of both.
   *
   * @return percent of one CPU that the supervisor used
   */
  private double scrape(ProcessFacts supervisor, ScrapeClient client, ScrapeTimes times)
      throws IOException, BenchException {
    int scrapes = 2 * options.seconds();
    tell("scraped once a second for " + scrapes + " s");
    CpuMeter meter = CpuMeter.begin(supervisor);
    long begin = System.nanoTime();
    for (int i = 0; i < scrapes; i++) {
      boolean kept = i / 2 % 2 == 0;
      times.add(kept ? client.askKept(METRICS) : client.askAnew(METRICS), kept);
      Pause.until(begin + SECOND.toNanos() * i + SECOND.toNanos() / 2);
      times.addProbe(client.askKept(PROBE));
      Pause.until(begin + SECOND.toNanos() * (i + 1));
    }
    double percent = meter.percent();
    noteLoad();
    return percent;
  }

  private ObserveReport.Growth growth(SupervisorRun pod, ScrapeClient client)
      throws IOException, InterruptedException, BenchException {
    tell(options.scrapes() + " scrapes that must leave nothing, twice a second, after a warm-up");
    for (int i = 0; i < WARM_UP_SCRAPES / 2; i++) {
      var _ = client.askKept(METRICS);
      var _ = client.askAnew(METRICS);
    }
    JavaHeap before = JavaHeap.collect(layout, pod.pid());
    GrowthWatch watch = new GrowthWatch(pod.facts(), before);
    ScrapeTimes times = new ScrapeTimes();
    long begin = System.nanoTime();
    for (int i = 0; i < options.scrapes(); i++) {
      boolean kept = i % 2 == 0;
      times.add(kept ? client.askKept(METRICS) : client.askAnew(METRICS), kept);
      watch.look((System.nanoTime() - begin) / 1e9);
      Pause.until(begin + GROWTH_INTERVAL.toNanos() * (i + 1));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    JavaHeap after = JavaHeap.collect(layout, pod.pid());
    noteLoad();
    return watch.growth(
        seconds,
        WARM_UP_SCRAPES,
        times.measurements(),
        SoakReport.LiveHeap.of(before.tenuredMebibytes(), after.tenuredMebibytes()));
  }

  private void noteLoad() throws IOException {
    loadAverages.add(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  private static void tell(String what) {
    System.err.println(what);
  }
}
