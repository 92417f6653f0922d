package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs the distribution with a real Linux for a long time, does to that what happens to guests, and
 * tells whether the supervisor stayed as small as it was, and right.
 */
final class Soak {
  /** A minute, so that the minutes of a report are alike. */
  private static final Duration CYCLE = Duration.ofMinutes(1);

  private static final Duration TICK = Duration.ofMillis(200);
  private static final String RUNTIME_SOCKET = "/qmp.sock,";
  private static final String UNIX = "unix:";

  private final Layout layout;
  private final String path;
  private final SoakOptions options;
  private final double length;
  private final double warmUp;
  private final Ledger ledger = new Ledger();

  Soak(Layout layout, String path, SoakOptions options) throws BenchException {
    this.layout = layout.withLinux();
    this.path = path;
    this.options = options;
    this.length = (double) options.length().toSeconds();
    this.warmUp = Trend.warmUp(length);
  }

  /** Soaks; Ctrl-C or SIGTERM ends it with nothing left and no report. */
  SoakReport run() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    Path folder = Files.createTempDirectory("qemu-pod-soak-");
    Path disk = layout.work().resolve("soak.qcow2");
    Files.deleteIfExists(disk);
    var _ =
        Commands.output(
            layout.work().resolve("tool.stderr"),
            Map.of("PATH", path),
            List.of("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "1G"));
    Path monitor = folder.resolve("monitor.sock");
    long begin = System.nanoTime();
    SupervisorRun pod =
        SupervisorRun.launch(layout, SoakGuest.variables(layout, path, disk, monitor));
    SoakCleanup cleanup = SoakCleanup.of(pod, List.of(monitor, folder, disk));
    try {
      pod.awaitReady();
      SoakWatch watch = new SoakWatch(pod, ledger, begin, warmUp, JavaHeap.look(layout, pod.pid()));
      watch.start();
      SoakReport.LiveHeap live = soak(pod, watch, monitor);
      return report(machine, pod, watch, live);
    } finally {
      cleanup.run();
    }
  }

  private SoakReport.LiveHeap soak(SupervisorRun pod, SoakWatch watch, Path monitor)
      throws IOException, InterruptedException, BenchException {
    SoakGuest guest = new SoakGuest(pod);
    double early;
    try (SoakScript script = SoakScript.begin(guest, watch, ledger, monitor)) {
      int next = cycles(pod, watch, script, 1, warmUp);
      early = JavaHeap.collect(layout, pod.pid()).tenuredMebibytes();
      var _ = cycles(pod, watch, script, next, length);
      attempt(pod, watch, "the last count of pings", script::countPings);
    }
    watch.stop();
    double late = JavaHeap.collect(layout, pod.pid()).tenuredMebibytes();
    return SoakReport.LiveHeap.of(early, late);
  }

  /** Runs the cycles that end before a second, and waits for that; tells which is next. */
  private int cycles(SupervisorRun pod, SoakWatch watch, SoakScript script, int first, double until)
      throws InterruptedException, BenchException {
    int cycle = first;
    while (cycle * CYCLE.toSeconds() < until) {
      awaitSecond(pod, watch, cycle * CYCLE.toSeconds() - CYCLE.toSeconds() / 2.0);
      for (SoakActivity activity : SoakActivity.ofCycle(cycle)) {
        attempt(pod, watch, activity.toString(), () -> script.run(activity));
      }
      tellProgress(watch, cycle);
      cycle++;
    }
    awaitSecond(pod, watch, until);
    return cycle;
  }

  private void attempt(SupervisorRun pod, SoakWatch watch, String what, Step step)
      throws InterruptedException, BenchException {
    try {
      step.run();
    } catch (IOException | BenchException failure) {
      ledger.failure(watch.second(), what + ": " + failure.getMessage());
      requireAlive(pod);
    }
  }

  private static void awaitSecond(SupervisorRun pod, SoakWatch watch, double second)
      throws BenchException {
    while (watch.second() < second) {
      requireAlive(pod);
      LockSupport.parkNanos(TICK.toNanos());
    }
  }

  private static void requireAlive(SupervisorRun pod) throws BenchException {
    if (!pod.isAlive()) {
      throw new BenchException("the supervisor has ended" + pod.story());
    }
  }

  private void tellProgress(SoakWatch watch, int cycle) {
    List<SoakSample> samples = watch.samples();
    if (!samples.isEmpty()) {
      System.err.print(SoakText.progress(cycle, samples.getLast(), ledger));
    }
  }

  private SoakReport report(
      Machine machine, SupervisorRun pod, SoakWatch watch, SoakReport.LiveHeap live)
      throws IOException, InterruptedException, BenchException {
    double seconds = watch.second();
    SoakWatch.View last = watch.await("anything", _ -> true, Duration.ZERO);
    for (String wrong : SoakCounters.disagreements(ledger, last.metrics())) {
      ledger.failure(seconds, wrong);
    }
    stop(pod, watch, last);
    SoakAnalysis analysis = new SoakAnalysis(watch.samples(), seconds, live);
    return new SoakReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        seconds,
        ledger.counts(),
        last.metrics().byLabel("qemu_qmp_events_total"),
        Summary.of(watch.scrapeMilliseconds()),
        ledger.failures(),
        ledger.told(),
        live,
        analysis.trends(),
        analysis.minutes(),
        analysis.promises(ledger.failures()));
  }

  private void stop(SupervisorRun pod, SoakWatch watch, SoakWatch.View last)
      throws InterruptedException, BenchException {
    long sent = pod.terminate();
    ledger.add("shutdownMilliseconds", (pod.awaitEnd() - sent) / 1_000_000);
    long qemu = last.status().path("qemu").path("pid").asLong();
    if (ProcessHandle.of(qemu).isPresent()) {
      ledger.failure(watch.second(), "qemu, pid " + qemu + ", outlived the supervisor");
    }
    for (var word : last.status().path("argv")) {
      String text = word.asText();
      int socket = text.indexOf(RUNTIME_SOCKET);
      if (socket >= 0 && Files.exists(Path.of(text.substring(UNIX.length(), socket)))) {
        ledger.failure(watch.second(), "the runtime directory of " + text + " was left behind");
      }
    }
  }

  /** Something done to the guest. */
  private interface Step {
    void run() throws IOException, InterruptedException, BenchException;
  }
}
