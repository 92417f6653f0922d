package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what the supervisor costs while its guest idles: memory, threads and CPU after many
 * scrapes, with every library loaded, no garbage collection asked for, and real qemu below it.
 */
final class FootprintBenchmark {
  static final int SCRAPES = 300;
  private static final Duration SETTLE = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofSeconds(20);

  /** jffi's library, through which JNR reaches the QMP socket. */
  private static final String NATIVE_LIBRARY = "libjffi";

  /** A value that only an answer of QMP can give. */
  private static final String FROM_QMP = "\nqemu_vm_vcpus ";

  private final Layout layout;
  private final String path;
  private final Path disk;

  FootprintBenchmark(Layout layout, String path, Path disk) {
    this.layout = layout;
    this.path = path;
    this.disk = disk;
  }

  /** Measures once; the idle time only if asked, as it takes a while. */
  FootprintReport run(boolean alsoIdle) throws IOException, InterruptedException, BenchException {
    try (SupervisorRun run = SupervisorRun.start(layout, path, disk)) {
      ProcessFacts facts = run.facts();
      double cpuBefore = facts.cpuSeconds();
      List<Double> latencies = new ArrayList<>();
      String page = "";
      for (int i = 0; i < SCRAPES; i++) {
        long start = System.nanoTime();
        page = run.scrape();
        latencies.add((System.nanoTime() - start) / 1e6);
      }
      ProcessFacts.Memory memory = facts.memory();
      // The server's thread for the last of them ends.
      Pause.of(SETTLE);
      double cpuMilliseconds = (facts.cpuSeconds() - cpuBefore) * 1000 / SCRAPES;
      requireLoaded(facts, page);
      FootprintReport report =
          new FootprintReport(
              SCRAPES,
              memory,
              facts.threads(),
              page.length(),
              cpuMilliseconds,
              Summary.quantile(latencies, 0.5),
              Summary.quantile(latencies, 0.99),
              alsoIdle ? (Double) idlePercent(facts) : null);
      run.terminate();
      run.awaitEnd();
      return report;
    }
  }

  private static void requireLoaded(ProcessFacts facts, String page)
      throws IOException, BenchException {
    if (!facts.maps(NATIVE_LIBRARY) || !page.contains(FROM_QMP)) {
      throw new BenchException(
          "not everything is loaded: /metrics must have "
              + FROM_QMP
              + " and the process must map "
              + NATIVE_LIBRARY
              + ", but /metrics was:\n"
              + page);
    }
  }

  private static double idlePercent(ProcessFacts facts) throws IOException {
    CpuMeter meter = CpuMeter.begin(facts);
    Pause.of(IDLE);
    return meter.percent();
  }
}
