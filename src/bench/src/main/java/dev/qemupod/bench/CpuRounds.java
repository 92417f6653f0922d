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

/**
 * Runs pods with CPU limits one after the other, and all of them again in each round, so that a
 * load that comes and goes meets all of them.
 */
final class CpuRounds {
  private final Layout layout;
  private final SizingPodman podman;
  private final CpuOptions options;
  private final String path;

  CpuRounds(Layout layout, Path root, String path, CpuOptions options) throws BenchException {
    this.layout = layout.withLinux();
    this.podman = new SizingPodman(root.resolve("src/container/containers.conf"), layout.work());
    this.options = options;
    this.path = path;
  }

  /** Runs all rounds, with those who ask before everything else. */
  CpuReport run() throws IOException, InterruptedException, BenchException {
    try (SessionPriority _ = SessionPriority.raise()) {
      return rounds();
    }
  }

  /** Runs all rounds; the report of those that have run is written after each. */
  private CpuReport rounds() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    String image = podman.run(List.of("image", "inspect", "--format={{.Id}}", options.image()));
    List<List<CpuRun>> runs = new ArrayList<>();
    for (CpuCell _ : options.cells()) {
      runs.add(new ArrayList<>());
    }
    Formatter titles = new Formatter(Locale.ROOT);
    CpuText.titles(titles);
    System.err.print(titles);
    for (int round = 1; round <= options.rounds(); round++) {
      for (int i = 0; i < options.cells().size(); i++) {
        CpuCell cell = options.cells().get(i);
        CpuRun run = new CpuBenchmark(layout, podman, options.image(), cell).run();
        runs.get(i).add(run);
        System.err.print(CpuText.lines(CpuReport.cell(cell, List.of(run))));
      }
      JsonFile.write(layout.reports().resolve("cpu.json"), report(machine, image, round, runs));
    }
    CgroupCpu.removeTop(CpuBenchmark.PARENT);
    return report(machine, image, options.rounds(), runs);
  }

  private CpuReport report(Machine machine, String image, int rounds, List<List<CpuRun>> runs) {
    List<CpuReport.Cell> cells = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      cells.add(CpuReport.cell(options.cells().get(i), runs.get(i)));
    }
    return new CpuReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        image,
        rounds,
        cells);
  }
}
