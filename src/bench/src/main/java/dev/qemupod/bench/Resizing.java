package dev.qemupod.bench;

import dev.qemupod.bench.ResizeReport.Life;
import dev.qemupod.bench.ResizeReport.Outcome;
import dev.qemupod.bench.ResizeReport.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Resizes pods at random, one pod after the other: under TCG a qemu can plug only so many vCPUs in
 * its life, and once one has said that it can plug no more, the next goes on.
 */
final class Resizing {
  /** What the supervisor ends with when the kernel killed qemu. */
  private static final int KILLED = 137;

  /** A guest of more vCPUs takes long to boot under TCG. */
  private static final int MOST_CPUS = 4;

  private final Layout layout;
  private final SizingPodman podman;
  private final ResizeOptions options;
  private final String path;
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final List<Life> lives = new ArrayList<>();

  Resizing(Layout layout, Path root, String path, ResizeOptions options) throws BenchException {
    this.layout = layout.withLinux();
    this.podman = new SizingPodman(root.resolve("src/container/containers.conf"), layout.work());
    this.options = options;
    this.path = path;
  }

  /** Does all resizes, with whoever asks before everything else. */
  ResizeReport run() throws IOException, InterruptedException, BenchException {
    try (SessionPriority _ = SessionPriority.raise()) {
      return resizes();
    }
  }

  /** Does all resizes; the report of those that were done is written after each pod. */
  private ResizeReport resizes() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    String image = podman.run(List.of("image", "inspect", "--format={{.Id}}", options.image()));
    int mostCpus = Math.min(processors, MOST_CPUS);
    System.err.println("seed " + options.seed());
    System.err.print(ResizeText.titles());
    Iterator<ResizeStep> steps =
        ResizeStep.random(options.seed(), options.resizes(), mostCpus).iterator();
    while (steps.hasNext()) {
      lives.add(life(steps));
      JsonFile.write(layout.reports().resolve("resize.json"), report(machine, image));
    }
    CgroupCpu.removeTop(ResizePod.PARENT);
    return report(machine, image);
  }

  private Life life(Iterator<ResizeStep> steps)
      throws IOException, InterruptedException, BenchException {
    String name = "qemu-pod-resize-" + ProcessHandle.current().pid();
    Thread onInterrupt = new Thread(() -> interrupted(name), "resize-cleanup");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    Life life = life(name, steps);
    // While the virtual machine ends, this throws, and the thread above does what is to be done.
    Runtime.getRuntime().removeShutdownHook(onInterrupt);
    return life;
  }

  private void interrupted(String name) {
    System.err.println("bench: interrupted; removing the container");
    try {
      podman.remove(name);
    } catch (IOException | BenchException failure) {
      System.err.println("bench: " + failure.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Life life(String name, Iterator<ResizeStep> steps)
      throws IOException, InterruptedException, BenchException {
    ResizePod pod = ResizePod.start(podman, layout, name, options);
    List<Run> runs = new ArrayList<>();
    try {
      String end = resize(new ResizeBenchmark(pod, processors), steps, runs);
      CgroupMemory memory = pod.cgroup().memory();
      long kills = memory.outOfMemoryKills();
      long faults = memory.majorFaults();
      return new Life(plugs(runs), kills, faults, pod.stop(), end, runs);
    } catch (IOException | BenchException failure) {
      // The pod has ended, and its cgroup with it, or does not answer.
      int exitCode = pod.stop();
      System.err.println("bench: the pod ended with " + exitCode + ": " + failure.getMessage());
      String end = ResizeReport.FAILED + failure.getMessage();
      return new Life(plugs(runs), exitCode == KILLED ? 1 : 0, 0, exitCode, end, runs);
    } finally {
      pod.remove();
    }
  }

  /** Goes on until this pod's qemu can plug no more vCPUs; why it did not go on. */
  private static String resize(
      ResizeBenchmark benchmark, Iterator<ResizeStep> steps, List<Run> runs)
      throws IOException, InterruptedException, BenchException {
    while (steps.hasNext()) {
      Run run = benchmark.run(steps.next());
      runs.add(run);
      System.err.print(ResizeText.line(run));
      if (run.outcome() == Outcome.VCPUS_KEPT) {
        return "this qemu can plug no more vCPUs";
      }
    }
    return "all resizes were done";
  }

  /** How often the guest saw a vCPU more. */
  static int plugs(List<Run> runs) {
    int plugs = 0;
    int vcpus = 1;
    for (Run run : runs) {
      plugs += Math.max(0, run.vcpus() - vcpus);
      vcpus = run.vcpus();
    }
    return plugs;
  }

  private ResizeReport report(Machine machine, String image) {
    List<Run> runs = ResizeReport.runs(lives);
    Map<String, Integer> outcomes = new TreeMap<>();
    for (Run run : runs) {
      outcomes.merge(run.outcome().name().toLowerCase(Locale.ROOT), 1, Integer::sum);
    }
    return new ResizeReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        image,
        ResizePod.variables(options),
        runs.size(),
        outcomes,
        ResizeReport.latency(runs, Run::seconds),
        ResizeReport.latency(runs, Run::vcpuSeconds),
        ResizeReport.latency(runs, Run::memorySeconds),
        lives,
        ResizeReport.promises(lives));
  }
}
