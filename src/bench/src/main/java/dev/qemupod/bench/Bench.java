package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Runs the benchmarks from the root of the repository; src/bench/run says how. */
final class Bench {
  /** The start may take this many times as long as a Hello World of the plain JDK. */
  private static final double START_LIMIT = 1.0;

  /** MiB of PSS that the supervisor may have after its scrapes. */
  private static final double MEMORY_LIMIT = 53;

  private static final int NOT_KEPT = 1;
  private static final int NOT_MEASURED = 2;

  /**
   * How much is measured.
   *
   * @param command what repeats it
   * @param report the file for the result
   */
  private record Extent(
      String command, String report, int startRounds, int footprints, boolean idle, int shutdowns) {
    static final Extent ALL = new Extent("./dev bench", "bench.json", 40, 3, true, 7);
    static final Extent GATE = new Extent("src/bench/run --gate", "gate.json", 21, 1, false, 0);

    static Extent of(List<String> arguments) throws BenchException {
      if (arguments.isEmpty()) {
        return ALL;
      }
      if (arguments.equals(List.of("--gate"))) {
        return GATE;
      }
      throw new BenchException(
          "the arguments are --gate, soak, sizing, cpu, resize, observe, peers, disks, network,"
              + " guest or compare, but were: "
              + arguments);
    }
  }

  private final Layout layout;
  private final Extent extent;
  private final String path = searchPath();

  private Bench(Layout layout, Extent extent) {
    this.layout = layout;
    this.extent = extent;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      List<String> words = List.of(arguments);
      List<String> options = words.isEmpty() ? words : words.subList(1, words.size());
      Path root = Path.of("").toAbsolutePath();
      String what = words.isEmpty() ? "" : words.getFirst();
      if (what.equals("compare")) {
        compare(root, CompareOptions.of(options));
        return; // it needs nothing of what is measured
      }
      Layout layout = Layout.below(root);
      switch (what) {
        case "soak" -> soak(layout, SoakOptions.of(options));
        case "guest" -> guest(layout.withDebian(), GuestOptions.of(options));
        case "sizing" -> sizing(layout, root, SizingOptions.of(options));
        case "cpu" -> cpu(layout, root, CpuOptions.of(options));
        case "resize" -> resize(layout, root, options);
        case "observe" -> observe(layout, ObserveOptions.of(options));
        case "peers" -> peers(layout.withLinux(), root, PeerOptions.of(options));
        case "disks" -> disks(layout.withLinux(), RoundOptions.of("disks", 3, options));
        case "network" -> network(layout.withLinux(), RoundOptions.of("network", 5, options));
        default -> standard(layout, Extent.of(words));
      }
    } catch (BenchException failure) {
      fail(String.valueOf(failure.getMessage()));
    }
  }

  private static void standard(Layout layout, Extent extent)
      throws IOException, InterruptedException, BenchException {
    Bench bench = new Bench(layout, extent);
    Report report = bench.measure();
    if (extent.equals(Extent.GATE) && !report.kept()) {
      // Whatever came before it may still be busy going away.
      System.out.print(ReportText.of(report));
      System.out.println("Not all is kept: measuring once more.\n");
      report = bench.measure();
    }
    report.write(layout.reports().resolve(extent.report()));
    System.out.print(ReportText.of(report));
    if (!report.kept()) {
      System.exit(NOT_KEPT);
    }
  }

  private static void compare(Path root, CompareOptions options) throws BenchException {
    Path from = root.resolve(System.getProperty("qemupod.bench.from", ""));
    Path result = root.resolve("src/bench/target/compare.json");
    if (!Compare.run(options, from, result, System.out)) {
      System.exit(NOT_KEPT);
    }
  }

  private static void cpu(Layout layout, Path root, CpuOptions options)
      throws IOException, InterruptedException, BenchException {
    System.out.print(CpuText.of(new CpuRounds(layout, root, searchPath(), options).run()));
  }

  private static void soak(Layout layout, SoakOptions options)
      throws IOException, InterruptedException, BenchException {
    SoakReport report = new Soak(layout, searchPath(), options).run();
    JsonFile.write(layout.reports().resolve("soak.json"), report);
    System.out.print(SoakText.of(report));
    if (!report.kept()) {
      System.exit(NOT_KEPT);
    }
  }

  private static void guest(Layout layout, GuestOptions options)
      throws IOException, InterruptedException, BenchException {
    GuestReport report = new GuestBenchmark(layout, searchPath(), options).run();
    JsonFile.write(layout.reports().resolve("guest.json"), report);
    System.out.print(report.text());
  }

  private static void sizing(Layout layout, Path root, SizingOptions options)
      throws IOException, InterruptedException, BenchException {
    SizingReport report = new Sizing(layout, root, searchPath(), options).run();
    System.out.print(SizingText.of(report));
    if (!report.kept()) {
      System.exit(NOT_KEPT);
    }
  }

  private static void resize(Layout layout, Path root, List<String> arguments)
      throws IOException, InterruptedException, BenchException {
    ResizeOptions options = ResizeOptions.of(arguments, System.nanoTime());
    ResizeReport report = new Resizing(layout, root, searchPath(), options).run();
    System.out.print(ResizeText.of(report));
    if (!report.kept()) {
      System.exit(NOT_KEPT);
    }
  }

  private static void peers(Layout layout, Path root, PeerOptions options)
      throws IOException, InterruptedException, BenchException {
    Layout whole = options.fio() ? layout.withFio() : layout;
    PeerReport report = new PeerBenchmark(whole, root, searchPath(), options).run();
    JsonFile.write(layout.reports().resolve("peers.json"), report);
    System.out.print(PeerText.of(report));
  }

  private static void disks(Layout layout, RoundOptions options)
      throws IOException, InterruptedException, BenchException {
    DiskReport report = new DiskBenchmark(layout, searchPath(), options).run();
    JsonFile.write(layout.reports().resolve("disks.json"), report);
    System.out.print(report.text());
  }

  private static void network(Layout layout, RoundOptions options)
      throws IOException, InterruptedException, BenchException {
    NetworkReport report = new NetworkBenchmark(layout, searchPath(), options).run();
    JsonFile.write(layout.reports().resolve("network.json"), report);
    System.out.print(report.text());
  }

  private static void observe(Layout layout, ObserveOptions options)
      throws IOException, InterruptedException, BenchException {
    ObserveReport report = new Observe(layout, searchPath(), options).run();
    JsonFile.write(layout.reports().resolve("observe.json"), report);
    System.out.print(ObserveText.of(report));
    if (!report.kept()) {
      System.exit(NOT_KEPT);
    }
  }

  private static String searchPath() {
    return System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
  }

  private static void fail(String message) {
    System.err.println("bench: " + message);
    System.exit(NOT_MEASURED);
  }

  private Report measure() throws IOException, InterruptedException, BenchException {
    Path disk = prepare();
    Machine machine = Machine.read(layout, path);
    StartReport start = starts(disk);
    List<FootprintReport> footprints = new ArrayList<>();
    FootprintBenchmark footprint = new FootprintBenchmark(layout, path, disk);
    for (int i = 0; i < extent.footprints(); i++) {
      footprints.add(footprint.run(extent.idle() && i == 0));
    }
    ShutdownReport shutdown =
        extent.shutdowns() == 0
            ? null
            : new ShutdownBenchmark(layout, path, disk).run(extent.shutdowns());
    return new Report(
        extent.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        start,
        footprints,
        shutdown,
        promises(start, footprints));
  }

  /** Makes the files that are needed, anew; returns the disk. */
  private Path prepare() throws IOException, InterruptedException, BenchException {
    Path devices = layout.work().resolve("devices");
    Path disk = layout.work().resolve("disk.qcow2");
    Files.createDirectories(devices);
    Files.deleteIfExists(disk);
    Files.deleteIfExists(layout.started());
    tool("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "10G");
    tool("mkfifo", layout.started().toString());
    return disk;
  }

  private StartReport starts(Path disk) throws IOException, InterruptedException, BenchException {
    boolean root = tool("id", "-u").equals("0");
    Path javaHome = Path.of(System.getProperty("java.home"));
    List<Contender> contenders = new Contenders(layout, javaHome, path, disk).all(root);
    return new StartBenchmark(layout, contenders).run(extent.startRounds());
  }

  private String tool(String... command) throws IOException, InterruptedException, BenchException {
    return Commands.tool(layout, path, List.of(command));
  }

  /** The median of the start's ratios; of the memory the worst run, as a limit is meant. */
  private static List<Promise> promises(StartReport start, List<FootprintReport> footprints) {
    List<Promise> promises = new ArrayList<>();
    for (StartReport.Entry entry : start.contenders()) {
      if (entry.ofSupervisor()) {
        promises.add(
            Promise.atMost(
                "start of " + entry.name(),
                START_LIMIT,
                entry.ratioToHello().median(),
                "x a Java Hello World"));
      }
    }
    double memory =
        footprints.stream()
            .mapToDouble(report -> report.mebibytes().proportional())
            .max()
            .orElse(0);
    promises.add(
        Promise.atMost(
            "memory of the supervisor after scrapes (PSS)", MEMORY_LIMIT, memory, "MiB"));
    return promises;
  }
}
