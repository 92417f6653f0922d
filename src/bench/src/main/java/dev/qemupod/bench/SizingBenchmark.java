package dev.qemupod.bench;

import static dev.qemupod.bench.SizingPeaks.mebibytes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;

/** Runs one pod of the torture: everything a guest can do to its pod's memory, at once. */
final class SizingBenchmark {
  private static final long MIB = 1L << 20;

  /** The image's user and group. */
  private static final int IMAGE_USER = 65532;

  /** Guest code makes about 15 times as much host code; this is more than what fits. */
  private static final long CODE_PART = 10;

  /** What the supervisor ends with when the kernel killed qemu. */
  private static final int KILLED = 137;

  private static final String DISKS = "/disks";

  private final Layout layout;
  private final SizingPodman podman;
  private final SizingOptions options;
  private final SizingCell cell;
  private final Path folder;

  SizingBenchmark(Layout layout, SizingPodman podman, SizingOptions options, SizingCell cell) {
    this.layout = layout;
    this.podman = podman;
    this.options = options;
    this.cell = cell;
    this.folder = layout.work().resolve("sizing-disks");
  }

  /** Runs it; what goes wrong in it is part of the result. */
  SizingReport.Cell run() throws IOException, InterruptedException, BenchException {
    String name = "qemu-pod-sizing-" + ProcessHandle.current().pid();
    Thread onInterrupt = new Thread(() -> interrupted(name), "sizing-cleanup");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    SizingReport.Cell result = run(name);
    // While the virtual machine ends, this throws, and the thread above does what is to be done.
    Runtime.getRuntime().removeShutdownHook(onInterrupt);
    return result;
  }

  private void interrupted(String name) {
    System.err.println("bench: interrupted; removing the container");
    try {
      podman.remove(name);
      removeDisks();
    } catch (IOException | BenchException failure) {
      System.err.println("bench: " + failure.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private SizingReport.Cell run(String name)
      throws IOException, InterruptedException, BenchException {
    makeDisks();
    long begin = System.nanoTime();
    SizingContainer container =
        SizingContainer.start(
            podman,
            layout,
            name,
            SizingContainer.options(
                cell.mebibytes(),
                variables(),
                Map.of(folder, DISKS, layout.linux(), "/guest:ro"),
                options.image()),
            layout.work().resolve("sizing.stderr"));
    try {
      container.awaitStart();
      return run(container, CgroupMemory.of(container.pid()), begin);
    } finally {
      container.remove();
      removeDisks();
    }
  }

  private void removeDisks() throws IOException {
    for (char letter = 'a'; letter < 'a' + cell.devices().disks(); letter++) {
      Files.deleteIfExists(disk(letter));
    }
  }

  private SizingReport.Cell run(SizingContainer container, CgroupMemory pod, long begin)
      throws IOException, InterruptedException, BenchException {
    long qemu = container.awaitQemu();
    SizingWatch watch = new SizingWatch(container, pod, qemu);
    watch.begin();
    try {
      return torture(container, pod, qemu, watch, begin);
    } catch (BenchException failure) {
      return new SizingReport.Cell(
          cell.toString(), kills(container, pod), String.valueOf(failure.getMessage()), null, null);
    } finally {
      watch.end();
    }
  }

  private static long kills(SizingContainer container, CgroupMemory pod)
      throws IOException, InterruptedException, BenchException {
    try {
      return pod.outOfMemoryKills();
    } catch (IOException _) {
      return container.exitCode() == KILLED ? 1 : 0; // it has ended, and its cgroup with it
    }
  }

  private SizingReport.Cell torture(
      SizingContainer container, CgroupMemory pod, long qemu, SizingWatch watch, long begin)
      throws IOException, InterruptedException, BenchException {
    var _ = container.await(0, "GUEST-READY");
    container.awaitReady();
    JsonNode plan = plan(container);
    int disk = diskMebibytes();
    long loadBegin = System.nanoTime();
    long[] network = load(container, plan, disk);
    double loadSeconds = seconds(loadBegin);
    watch.end();
    ProcessPages pages = new ProcessPages(qemu);
    long resident = pages.largestMapping();
    long translated = pages.translatedCode();
    long faults = pod.majorFaults();
    long kills = pod.outOfMemoryKills();
    double budget =
        MetricsText.parse(container.get("/metrics").map(HttpResponse::body).orElse(""))
            .value("qemu_pod_headroom_budget_bytes");
    int exitCode = container.stop();
    SizingReport.Load load =
        new SizingReport.Load(
            seconds(begin),
            loadSeconds,
            disk * cell.devices().disks(),
            mebibytes(network[0]),
            mebibytes(network[1]),
            watch.scrapes(),
            watch.unanswered(),
            Math.round(watch.slowestMilliseconds()),
            watch.missedPings(),
            faults,
            exitCode);
    return new SizingReport.Cell(
        cell.toString(),
        kills,
        null,
        memory(plan, watch.peaks(), resident, translated, Math.round(budget)),
        load);
  }

  private static double seconds(long begin) {
    return Math.round((System.nanoTime() - begin) / 1e8) / 10.0;
  }

  /** Everything, with traffic if there is a network: the bytes to the guest and from it. */
  private long[] load(SizingContainer container, JsonNode plan, int disk)
      throws IOException, InterruptedException, BenchException {
    long code = plan.path("translation_cache_bytes").asLong() / MIB / CODE_PART + 1;
    if (!cell.devices().network()) {
      everything(container, code, disk);
      return new long[2];
    }
    SizingTraffic traffic = SizingTraffic.begin(container.address());
    try {
      everything(container, code, disk);
      return new long[] {traffic.toGuest(), traffic.fromGuest()};
    } finally {
      traffic.end();
    }
  }

  private void everything(SizingContainer container, long code, int disk)
      throws IOException, InterruptedException, BenchException {
    var _ = container.ask("fill-code " + code, "GUEST-CODE-FILLED");
    var _ = container.ask("fill-memory", "GUEST-FILLED");
    if (disk > 0) {
      var _ = container.ask("torture-disks " + disk, "GUEST-DISKS-TORTURED");
    }
    var _ = container.ask("fill-memory", "GUEST-FILLED");
    var _ = container.ask("fill-code " + Math.min(code, 4), "GUEST-CODE-FILLED");
  }

  private JsonNode plan(SizingContainer container)
      throws IOException, InterruptedException, BenchException {
    HttpResponse<String> status =
        container.get("/status").orElseThrow(() -> new BenchException("/status was not answered"));
    return new ObjectMapper().readTree(status.body()).path("plan");
  }

  private SizingReport.Memory memory(
      JsonNode plan, SizingPeaks.Peaks peaks, long resident, long translated, long budget) {
    long guest = plan.path("memory_bytes").asLong();
    double used = peaks.firm() - mebibytes(resident);
    return new SizingReport.Memory(
        cell.mebibytes(),
        mebibytes(guest),
        Math.round(guest * 1000.0 / MIB / cell.mebibytes()) / 10.0,
        mebibytes(budget),
        peaks,
        mebibytes(resident),
        mebibytes(plan.path("translation_cache_bytes").asLong()),
        mebibytes(translated),
        Math.round(used * 10) / 10.0,
        Math.round((mebibytes(budget) - used) * 10) / 10.0);
  }

  /** Together larger than the limit. */
  private int diskMebibytes() {
    int disks = cell.devices().disks();
    return disks == 0 ? 0 : cell.mebibytes() * 9 / 8 / disks / 16 * 16;
  }

  private Path disk(char letter) {
    return folder.resolve(letter + ".qcow2");
  }

  private void makeDisks() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(folder);
    Files.setAttribute(folder, "unix:uid", IMAGE_USER);
    for (char letter = 'a'; letter < 'a' + cell.devices().disks(); letter++) {
      Path disk = disk(letter);
      Files.copy(layout.linux().resolve("disk.qcow2"), disk, StandardCopyOption.REPLACE_EXISTING);
      Files.setAttribute(disk, "unix:uid", IMAGE_USER);
    }
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new TreeMap<>();
    variables.put("QEMU_ACCEL", "tcg");
    variables.put("QEMU_CPU", Integer.toString(cell.vcpus()));
    variables.put("QEMU_NO_SSH", "1");
    if (cell.devices() != SizingCell.Devices.DISK_NIC) {
      variables.put("QEMU_KERNEL", "/guest/vmlinuz");
      variables.put(
          "QEMU_INITRD", cell.devices().agent() ? "/guest/initrd-agent.gz" : "/guest/initrd.gz");
      variables.put("QEMU_APPEND", "console=ttyS0 no_timer_check quiet");
    }
    if (cell.devices().agent()) {
      variables.put("QEMU_READY", "agent");
      variables.put("QEMU_WATCHDOG", "on");
    }
    if (cell.devices().network()) {
      variables.put(
          "QEMU_PORTS", SizingTraffic.TO_GUEST + ":9/tcp " + SizingTraffic.FROM_GUEST + ":19/tcp");
    } else {
      variables.put("QEMU_NO_NET", "1");
    }
    for (char letter = 'a'; letter < 'a' + cell.devices().disks(); letter++) {
      String name = "QEMU_HD" + Character.toUpperCase(letter);
      variables.put(name, DISKS + "/" + letter + ".qcow2");
      variables.put(name + "_SIZE", cell.mebibytes() * 2L + "Mi");
      variables.put(name + "_CACHE", cell.cacheWord());
    }
    variables.putAll(options.variables());
    return variables;
  }
}
