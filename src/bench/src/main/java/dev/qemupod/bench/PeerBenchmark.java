package dev.qemupod.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares the supervisor with other launchers: the same guest, limits and qemu, each started anew
 * in each round, in turn.
 */
final class PeerBenchmark {
  static final String OWN = "qemu-pod";

  private static final int MEMORY_MEBIBYTES = 512;
  private static final long LIMIT_BYTES = 1L << 30;

  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final Duration REST = Duration.ofSeconds(20);
  private static final String APPEND = "console=ttyS0";

  /**
   * One of those that are compared.
   *
   * @param source where its command line is from
   * @param differs what was changed
   * @param disk that it gives to the guest, made anew for each start; empty: it has none, or makes
   *     it itself
   */
  private record Launcher(
      String name,
      String source,
      String differs,
      Optional<Peer.Disk> disk,
      List<String> command,
      Map<String, String> environment) {}

  private final Layout layout;
  private final String path;
  private final PeerOptions options;
  private final List<Peer> peers;
  private final Path disk;

  /** Of the pod and of the guest. */
  private final int cpus;

  private final Measured measured = new Measured();

  /**
   * The pod's ports that lead to the guest's web server and to what greets as an SSH server does.
   */
  private final int webPort = SupervisorRun.freePort();

  private final int sshPort = SupervisorRun.freePort();
  private final int httpPort = SupervisorRun.freePort();

  PeerBenchmark(Layout layout, Path root, String path, PeerOptions options) throws IOException {
    this.layout = layout;
    this.path = path;
    this.options = options;
    this.peers = Peer.read(root.resolve("src/bench/peers.json"));
    this.disk = layout.work().resolve("peer.disk");
    // With one, the guest that makes the requests and the threads that do them wait for each other.
    this.cpus = options.fio() ? 2 : 1;
  }

  /** Runs all rounds. */
  PeerReport run() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    if (options.fio()) {
      joinInitrds();
    }
    List<Launcher> launchers = launchers();
    try (PeerPod pod = PeerPod.make(LIMIT_BYTES, cpus)) {
      for (int round = 0; round < options.rounds(); round++) {
        for (int turn = 0; turn < launchers.size(); turn++) {
          measure(pod, launchers.get((round + turn) % launchers.size()));
          pod.empty();
        }
        System.out.printf("round %d of %d%n", round + 1, options.rounds());
      }
    }
    return report(machine, launchers);
  }

  /** The kernel unpacks one archive over the other. */
  private void joinInitrds() throws IOException {
    Files.copy(layout.plainInitrd(), initrd(), StandardCopyOption.REPLACE_EXISTING);
    Files.write(initrd(), Files.readAllBytes(layout.fioInitrd()), StandardOpenOption.APPEND);
  }

  private Path initrd() {
    return options.fio() ? layout.work().resolve("fio-initrd.gz") : layout.plainInitrd();
  }

  private List<Launcher> launchers() {
    List<Launcher> launchers = new ArrayList<>();
    launchers.add(own(OWN, DiskWay.DEFAULT));
    if (options.fio()) {
      launchers.add(own(OWN + ", aio threads", DiskWay.THREADS));
      launchers.add(own(OWN + ", writeback", DiskWay.WRITEBACK));
      launchers.add(own(OWN + ", raw", DiskWay.RAW_FILE));
    }
    for (Peer peer : peers) {
      if (!options.fio() || peer.disk().isPresent()) {
        launchers.add(
            new Launcher(
                peer.name(),
                peer.source(),
                peer.differs(),
                peer.disk(),
                peer.commandLine("qemu-system-x86_64", options.kvm(), values()),
                Map.of("PATH", path)));
      }
    }
    return launchers;
  }

  private Launcher own(String name, DiskWay way) {
    Map<String, String> environment = environment();
    environment.putAll(way.variables());
    Peer.Disk eight = new Peer.Disk(way.format(), "8G");
    if (options.fio()) {
      environment.put("QEMU_HDA_SIZE", eight.size());
    }
    return new Launcher(
        name,
        "this repository",
        way.variables().isEmpty() ? "nothing" : way.variables().toString(),
        options.fio() ? Optional.empty() : Optional.of(eight),
        List.of(layout.supervisor().toString()),
        environment);
  }

  private void measure(PeerPod pod, Launcher launcher)
      throws IOException, InterruptedException, BenchException {
    Files.deleteIfExists(disk);
    if (launcher.disk().isPresent()) {
      makeDisk(launcher.disk().get());
    }
    if (options.cold()) {
      Commands.tool(layout, path, List.of("sh", "-c", "sync; echo 3 >/proc/sys/vm/drop_caches"));
    }
    PeerVm vm =
        PeerVm.start(
            pod.within(launcher.command()),
            launcher.environment(),
            layout.work().resolve("peer.stderr"));
    String name = launcher.name();
    if (options.fio()) {
      var _ = vm.awaitMilliseconds("GUEST-READY");
      FioDrive.run(
          vm,
          (pattern, requests) -> measured.note(name, "fio: " + pattern + ", requests/s", requests));
      return;
    }
    try (AnswerProbe web = AnswerProbe.start(webPort, "GET / HTTP/1.0\r\n\r\n", "HTTP/");
        AnswerProbe ssh = AnswerProbe.start(sshPort, "", "SSH-")) {
      starts(vm, name, web, ssh);
    }
    if (name.equals(OWN)) {
      ownStages();
    }
    if (options.extent() == PeerOptions.Extent.START) {
      return;
    }
    rest(pod, name);
    if (launcher.disk().isPresent()) {
      DiskDrive.run(
          vm,
          (pattern, requests) ->
              measured.note(name, "disk: " + pattern + ", requests/s", requests));
    }
  }

  private void starts(PeerVm vm, String name, AnswerProbe web, AnswerProbe ssh)
      throws IOException, InterruptedException, BenchException {
    measured.note(name, "start: kernel's first line, ms", vm.awaitMilliseconds("Linux version"));
    measured.note(name, "start: userspace, ms", vm.awaitMilliseconds("GUEST-USERSPACE"));
    measured.note(name, "start: guest ready, ms", vm.awaitMilliseconds("GUEST-READY"));
    measured.note(name, "start: TCP answer, ms", vm.awaitMilliseconds(web));
    measured.note(name, "start: SSH banner, ms", vm.awaitMilliseconds(ssh));
  }

  /** What only the supervisor tells. */
  private void ownStages() throws IOException {
    try (ScrapeClient client = new ScrapeClient(new InetSocketAddress(loopback(), httpPort))) {
      MetricsText page = MetricsText.parse(client.askAnew("/metrics").body());
      for (String stage : List.of("jvm", "spawn", "qmp")) {
        measured.note(
            OWN,
            "start: of that, until " + stage + ", ms",
            page.value("qemu_vm_startup_seconds{stage=\"" + stage + "\"}") * 1e3);
      }
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }

  private void rest(PeerPod pod, String name) throws IOException {
    Pause.of(SETTLE);
    double before = pod.cpuSeconds();
    Pause.of(REST);
    measured.note(name, "rest: CPU, %", (pod.cpuSeconds() - before) * 100 / REST.toSeconds());
    measured.note(name, "rest: PSS of all processes, MiB", pod.proportionalMebibytes());
    measured.note(name, "rest: charged for good, MiB", pod.firmMebibytes());
  }

  private void makeDisk(Peer.Disk kind) throws IOException, InterruptedException, BenchException {
    Commands.tool(
        layout,
        path,
        List.of("qemu-img", "create", "-q", "-f", kind.format(), disk.toString(), kind.size()));
  }

  /** What is put into the other launchers' command lines. */
  private Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    values.put("cpus", Integer.toString(cpus));
    values.put("memory", Integer.toString(MEMORY_MEBIBYTES));
    values.put("memory-twice", Integer.toString(2 * MEMORY_MEBIBYTES));
    values.put("memory-bytes", Long.toString((long) MEMORY_MEBIBYTES << 20));
    values.put("kernel", layout.kernel().toString());
    values.put("initrd", initrd().toString());
    values.put("append", APPEND);
    values.put("disk", disk.toString());
    values.put(
        "forwards",
        "hostfwd=tcp:127.0.0.1:%d-:80,hostfwd=tcp:127.0.0.1:%d-:22".formatted(webPort, sshPort));
    return values;
  }

  /** The same, as the supervisor is told. */
  private Map<String, String> environment() {
    Map<String, String> environment =
        PeerVm.microLinux(layout, path, options.kvm() ? "kvm" : "tcg", APPEND, httpPort);
    environment.put("QEMU_CPU", Integer.toString(cpus));
    environment.put("QEMU_INITRD", initrd().toString());
    environment.put("QEMU_RAM", Integer.toString(MEMORY_MEBIBYTES));
    environment.put("QEMU_HDA", disk.toString());
    environment.put("QEMU_PORTS", "127.0.0.1:%d:80 127.0.0.1:%d:22".formatted(webPort, sshPort));
    return environment;
  }

  private PeerReport report(Machine machine, List<Launcher> launchers) {
    return new PeerReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        options.kvm() ? "kvm" : "tcg",
        cpus + " CPU, " + (LIMIT_BYTES >> 20) + " MiB",
        cpus + " vCPU, " + MEMORY_MEBIBYTES + " MiB, the micro Linux by -kernel",
        options.rounds(),
        launchers.stream()
            .map(
                one ->
                    new PeerReport.Launcher(
                        one.name(), one.source(), one.differs(), measured.of(one.name())))
            .toList(),
        measured.against(OWN));
  }
}
