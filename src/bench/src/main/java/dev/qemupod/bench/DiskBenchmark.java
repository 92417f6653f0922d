package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Compares the ways to give a VM its disk, in a pod that has memory to spare for the page cache and
 * in one whose guest uses all that it has.
 */
final class DiskBenchmark {
  private static final long LIMIT_BYTES = 1L << 30;
  private static final int CPUS = 2;

  /** Half of the limit: what the host's page cache gets fits the part of the disk that is used. */
  private static final int SMALL_GUEST_MEBIBYTES = 512;

  private static final String DISK_SIZE = "2G";

  private final Layout layout;
  private final String path;
  private final RoundOptions options;
  private final Path image;
  private final Measured measured = new Measured();

  /** How much of the pod's memory is the guest's. */
  private enum Guest {
    SMALL("room for a cache"),
    FULL("guest full");

    private final String label;

    Guest(String label) {
      this.label = label;
    }
  }

  DiskBenchmark(Layout layout, String path, RoundOptions options) {
    this.layout = layout;
    this.path = path;
    this.options = options;
    this.image = layout.work().resolve("disk-way.image");
  }

  /** Runs all rounds. */
  DiskReport run() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    List<DiskWay> ways = DiskWay.all();
    try (PeerPod pod = PeerPod.make(LIMIT_BYTES, CPUS)) {
      for (int round = 0; round < options.rounds(); round++) {
        for (int turn = 0; turn < ways.size(); turn++) {
          DiskWay way = ways.get((round + turn) % ways.size());
          for (Guest guest : Guest.values()) {
            withDisk(way, disk -> measure(pod, way, disk, guest));
          }
        }
        System.out.printf("round %d of %d%n", round + 1, options.rounds());
      }
    } finally {
      Files.deleteIfExists(image);
    }
    return new DiskReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        "TCG, " + CPUS + " CPUs, " + (LIMIT_BYTES >> 20) + " MiB, 1 vCPU",
        options.rounds(),
        ways.stream().map(way -> new DiskReport.Way(way.name(), measured.of(way.name()))).toList(),
        measured.against(DiskWay.DEFAULT.name()));
  }

  /** What is done while the disk is there. */
  @FunctionalInterface
  private interface Use {
    void of(String disk) throws IOException, InterruptedException, BenchException;
  }

  private void withDisk(DiskWay way, Use use)
      throws IOException, InterruptedException, BenchException {
    Files.deleteIfExists(image);
    tool("qemu-img", "create", "-q", "-f", way.format(), image.toString(), DISK_SIZE);
    if (!way.blockDevice()) {
      use.of(image.toString());
      return;
    }
    String device = tool("losetup", "--find", "--show", "--direct-io=on", image.toString());
    try {
      use.of(device);
    } finally {
      tool("losetup", "--detach", device);
    }
  }

  private void measure(PeerPod pod, DiskWay way, String disk, Guest guest)
      throws IOException, InterruptedException, BenchException {
    PeerVm vm =
        PeerVm.start(
            pod.within(List.of(layout.supervisor().toString())),
            environment(way, disk, guest),
            layout.work().resolve("disks.stderr"));
    var _ = vm.awaitMilliseconds("GUEST-READY");
    if (guest == Guest.FULL) {
      var _ = vm.ask("fill-memory", "GUEST-FILLED");
    }
    DiskDrive.run(
        vm,
        (pattern, requests) ->
            measured.note(way.name(), guest.label + ": " + pattern + ", requests/s", requests));
    measured.note(way.name(), guest.label + ": charged for good, MiB", pod.firmMebibytes());
    measured.note(way.name(), guest.label + ": page cache, MiB", pod.cacheMebibytes());
    pod.empty();
  }

  private Map<String, String> environment(DiskWay way, String disk, Guest guest)
      throws IOException {
    Map<String, String> environment =
        PeerVm.microLinux(layout, path, "tcg", "console=ttyS0 quiet", SupervisorRun.freePort());
    environment.putAll(way.variables());
    environment.put("QEMU_HDA", disk);
    if (guest == Guest.SMALL) {
      environment.put("QEMU_RAM", Integer.toString(SMALL_GUEST_MEBIBYTES));
    }
    return environment;
  }

  private String tool(String... command) throws IOException, InterruptedException, BenchException {
    return Commands.tool(layout, path, List.of(command));
  }
}
