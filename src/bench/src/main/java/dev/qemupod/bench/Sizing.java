package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Tortures pods of many sizes, one after the other, and tells whether any was killed. */
final class Sizing {
  private final Layout layout;
  private final SizingPodman podman;
  private final SizingOptions options;
  private final String path;

  Sizing(Layout layout, Path root, String path, SizingOptions options) throws BenchException {
    this.layout = layout.withLinux();
    this.podman = new SizingPodman(root.resolve("src/container/containers.conf"), layout.work());
    this.options = options;
    this.path = path;
  }

  /** Runs all cells; the report of those that have run is written after each. */
  SizingReport run() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    String image = podman.run(List.of("image", "inspect", "--format={{.Id}}", options.image()));
    List<SizingReport.Cell> cells = new ArrayList<>();
    Formatter titles = new Formatter(Locale.ROOT);
    SizingText.titles(titles);
    System.err.print(titles);
    for (SizingCell cell : options.cells()) {
      SizingReport.Cell result = new SizingBenchmark(layout, podman, options, cell).run();
      cells.add(result);
      System.err.print(SizingText.line(result));
      JsonFile.write(layout.reports().resolve("sizing.json"), report(machine, image, cells));
    }
    return report(machine, image, cells);
  }

  private SizingReport report(Machine machine, String image, List<SizingReport.Cell> cells) {
    return new SizingReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        image,
        options.variables(),
        cells,
        promises(cells));
  }

  static List<Promise> promises(List<SizingReport.Cell> cells) {
    long kills = cells.stream().mapToLong(SizingReport.Cell::outOfMemoryKills).sum();
    long failures = cells.stream().filter(cell -> cell.failure() != null).count();
    return List.of(
        Promise.atMost(
            "pods in which something was killed for want of memory", 0, (double) kills, "kills"),
        Promise.atMost("pods that did not come to their end", 0, (double) failures, "pods"));
  }
}
