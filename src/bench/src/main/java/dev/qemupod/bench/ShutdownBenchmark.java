package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Measures how long the supervisor takes to end after SIGTERM, with a guest that powers off as soon
 * as its button is pressed.
 */
final class ShutdownBenchmark {
  private final Layout layout;
  private final String path;
  private final Path disk;

  ShutdownBenchmark(Layout layout, String path, Path disk) {
    this.layout = layout;
    this.path = path;
    this.disk = disk;
  }

  /** Starts and stops it this many times. */
  ShutdownReport run(int times) throws IOException, InterruptedException, BenchException {
    List<Double> toButton = new ArrayList<>();
    List<Double> toEnd = new ArrayList<>();
    List<Double> afterGuest = new ArrayList<>();
    List<Double> afterQemu = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      try (SupervisorRun run = SupervisorRun.start(layout, path, disk)) {
        run.scrape();
        CompletableFuture<Long> qemuGone = run.qemuGone();
        long sent = run.terminate();
        long ended = run.awaitEnd();
        toButton.add((run.awaitConsole("POWERBUTTON") - sent) / 1e6);
        toEnd.add((ended - sent) / 1e6);
        afterGuest.add((ended - run.awaitConsole("POWEROFF")) / 1e6);
        afterQemu.add((ended - qemuGone.join()) / 1e6);
      }
    }
    return new ShutdownReport(
        Summary.of(toButton), Summary.of(toEnd), Summary.of(afterGuest), Summary.of(afterQemu));
  }
}
