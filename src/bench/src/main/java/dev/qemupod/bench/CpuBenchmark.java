package dev.qemupod.bench;

import dev.qemupod.bench.CpuRun.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs one pod with a CPU limit, whose guest works as much as it can, and measures it. */
final class CpuBenchmark {
  /** Until the work, and the translation of its code, has settled. */
  private static final Duration SETTLING = Duration.ofSeconds(1);

  private static final Duration LOAD = Duration.ofSeconds(5);

  /** No divisor or multiple of the limit's period of 100 ms: each moment of it is met. */
  private static final Duration BETWEEN_ANSWERS = Duration.ofMillis(97);

  private static final Duration BETWEEN_SCRAPES = Duration.ofMillis(253);
  private static final int MEBIBYTES = 512;

  /** The cgroup above the container's. */
  static final String PARENT = "qemu-pod-bench-cpu";

  private static final int GUEST_PORT = 8080;
  private static final int SUPERVISOR_PORT = 9180;

  /** What Linux prints when its clock or its CPUs stood still for too long. */
  private static final Pattern COMPLAINT =
      Pattern.compile("(?i)rcu.*stall|soft lockup|hung_task|clocksource.*unstable");

  private static final Pattern WORK = Pattern.compile("GUEST-WORK units=(\\d+) up=([0-9.]+)");

  /** Changes one word of the command line, and has qemu name its threads. */
  private static final String WRAPPER =
      """
      #!/bin/sh
      for word do
        shift
        case $word in
          tcg,thread=*,tb-size=*) word=tcg,thread=MODE,tb-size=${word##*,tb-size=} ;;
        esac
        set -- "$@" "$word"
      done
      exec qemu-system-x86_64 "$@" -name debug-threads=on
      """;

  private final Layout layout;
  private final SizingPodman podman;
  private final String image;
  private final CpuCell cell;

  CpuBenchmark(Layout layout, SizingPodman podman, String image, CpuCell cell) {
    this.layout = layout;
    this.podman = podman;
    this.image = image;
    this.cell = cell;
  }

  /** Runs it once. */
  CpuRun run() throws IOException, InterruptedException, BenchException {
    String name = "qemu-pod-cpu-" + ProcessHandle.current().pid();
    Thread onInterrupt = new Thread(() -> interrupted(name), "cpu-cleanup");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    CpuRun result = run(name);
    // While the virtual machine ends, this throws, and the thread above does what is to be done.
    Runtime.getRuntime().removeShutdownHook(onInterrupt);
    return result;
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

  private CpuRun run(String name) throws IOException, InterruptedException, BenchException {
    long begin = System.nanoTime();
    SizingContainer container =
        SizingContainer.start(podman, layout, name, options(), layout.work().resolve("cpu.stderr"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      container.awaitStart();
      CgroupCpu.of(container.pid()).preferParent();
      long qemu = container.awaitQemu();
      var _ = container.await(0, "GUEST-READY");
      double bootSeconds = (System.nanoTime() - begin) / 1e9;
      container.awaitReady();
      CpuRun.Phase one = phase(container, client, qemu, 1);
      CpuRun.Phase all = cell.vcpus() == 1 ? one : phase(container, client, qemu, cell.vcpus());
      int complaints =
          Math.toIntExact(
              container.lines().stream().filter(line -> COMPLAINT.matcher(line).find()).count());
      return new CpuRun(bootSeconds, complaints, one, all);
    } finally {
      container.remove();
    }
  }

  private CpuRun.Phase phase(SizingContainer container, HttpClient client, long qemu, int processes)
      throws IOException, InterruptedException, BenchException {
    var _ = container.ask("work-start " + processes, "GUEST-WORKING");
    LockSupport.parkNanos(SETTLING.toNanos());
    CgroupCpu pod = CgroupCpu.of(container.pid());
    Count from = count(container);
    CgroupCpu.Throttling throttling = pod.throttling();
    ThreadTimes times = ThreadTimes.of(container.pid(), qemu);
    Map<Place, LatencyProbe> probes = new EnumMap<>(Place.class);
    for (Place place : Place.values()) {
      probes.put(place, LatencyProbe.begin(client, uri(container, place), interval(place)));
    }
    LockSupport.parkNanos(LOAD.toNanos());
    throttling = pod.throttling().since(throttling);
    times = ThreadTimes.of(container.pid(), qemu).since(times);
    Count to = count(container);
    Map<Place, LatencyProbe.Answers> answers = new EnumMap<>(Place.class);
    for (Map.Entry<Place, LatencyProbe> probe : probes.entrySet()) {
      answers.put(probe.getKey(), probe.getValue().end());
    }
    var _ = container.ask("work-stop", "GUEST-WORKING 0");
    return new CpuRun.Phase(
        (to.nanoTime - from.nanoTime) / 1e9,
        to.units - from.units,
        to.up - from.up,
        throttling,
        times,
        answers);
  }

  /** What the guest has done, and when it said so. */
  private record Count(long nanoTime, long units, double up) {}

  private static Count count(SizingContainer container)
      throws IOException, InterruptedException, BenchException {
    String line = container.ask("work-count", "GUEST-WORK ");
    long now = System.nanoTime();
    Matcher fields = WORK.matcher(line);
    if (!fields.lookingAt()) {
      throw new BenchException("the guest said: " + line);
    }
    return new Count(now, Long.parseLong(fields.group(1)), Double.parseDouble(fields.group(2)));
  }

  private static Duration interval(Place place) {
    return switch (place) {
      case GUEST, LIVEZ -> BETWEEN_ANSWERS;
      case METRICS -> BETWEEN_SCRAPES;
    };
  }

  private static URI uri(SizingContainer container, Place place) {
    String path =
        switch (place) {
          case GUEST -> GUEST_PORT + "/";
          case LIVEZ -> SUPERVISOR_PORT + "/livez";
          case METRICS -> SUPERVISOR_PORT + "/metrics";
        };
    return URI.create("http://" + container.address() + ":" + path);
  }

  private List<String> options() throws IOException {
    Map<String, String> variables = new TreeMap<>();
    variables.put("QEMU_ACCEL", "tcg");
    variables.put("QEMU_BIN", "/threads/qemu");
    variables.put("QEMU_CPU", Integer.toString(cell.vcpus()));
    variables.put("QEMU_NO_SSH", "1");
    variables.put("QEMU_PORTS", GUEST_PORT + ":80/tcp");
    variables.put("QEMU_KERNEL", "/guest/vmlinuz");
    variables.put("QEMU_INITRD", "/guest/initrd.gz");
    variables.put("QEMU_APPEND", "console=ttyS0 no_timer_check quiet");
    // So many shares that what else runs on the machine at a low priority takes next to nothing.
    List<String> options = new ArrayList<>(List.of("--cpus=" + cell.limit(), "--cpu-shares=16384"));
    options.addAll(
        SizingContainer.options(
            MEBIBYTES,
            variables,
            Map.of(wrapper(), "/threads:ro", layout.linux(), "/guest:ro"),
            image));
    return options;
  }

  /** The folder of what is started in qemu's place. */
  private Path wrapper() throws IOException {
    Path folder = layout.work().resolve("threads");
    Files.createDirectories(folder);
    Path script = folder.resolve("qemu");
    Files.writeString(script, WRAPPER.replace("MODE", cell.threads().word()));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }
}
