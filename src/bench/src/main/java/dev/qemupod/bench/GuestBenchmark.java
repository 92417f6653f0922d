package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares what stress-ng does in a pod without a VM, in the VM of a pod with the same limits, and
 * in a container in that VM.
 */
final class GuestBenchmark {
  private static final long LIMIT_BYTES = 2L << 30;
  private static final int CPUS = 2;
  private static final int MEMORY_MEBIBYTES = 1024;

  /** A boot, two runs of everything and podman, emulated on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String CREDENTIALS = "opt/io.systemd.credentials/";

  /** One letter is what QEMU_FW_CFG has room for. */
  private static final String UNIT_NAME = "s.service";

  private static final String SCRIPT_NAME = "opt/qemu-pod/stress";

  /** Its job is over at its start, so that it can wait for all other ones. */
  private static final String UNIT =
      """
      [Unit]
      Description=The work of a benchmark
      After=multi-user.target
      [Service]
      Type=exec
      ExecStart=/bin/sh /sys/firmware/qemu_fw_cfg/by_name/%s/raw
      """
          .formatted(SCRIPT_NAME);

  private final Layout layout;
  private final String path;
  private final GuestOptions options;
  private final Measured measured = new Measured();
  private String version = "";

  GuestBenchmark(Layout layout, String path, GuestOptions options) {
    this.layout = layout;
    this.path = path;
    this.options = options;
  }

  /** Runs all rounds. */
  GuestReport run() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    try (PeerPod pod = PeerPod.make(LIMIT_BYTES, CPUS)) {
      for (int round = 0; round < options.rounds(); round++) {
        boolean backwards = round % 2 == 1;
        if (!backwards) {
          measurePod(pod);
        }
        measureGuest(pod, backwards);
        if (backwards) {
          measurePod(pod);
        }
        System.out.printf("round %d of %d%n", round + 1, options.rounds());
      }
    }
    return report(machine);
  }

  private void measurePod(PeerPod pod) throws IOException, InterruptedException, BenchException {
    String script = GuestWork.inPod(layout.stressRoot().toString());
    List<String> lines =
        Commands.tool(layout, path, pod.within(List.of("sh", "-c", script))).lines().toList();
    version = GuestOutput.version(lines);
    note(lines, List.of(GuestPlace.POD));
  }

  private void measureGuest(PeerPod pod, boolean containerFirst)
      throws IOException, InterruptedException, BenchException {
    Files.writeString(unit(), UNIT);
    Files.writeString(script(), GuestWork.inGuest(containerFirst));
    for (String disk : List.of("guest.qcow2", "stress.qcow2")) {
      Files.deleteIfExists(layout.work().resolve(disk));
    }
    PeerVm vm =
        PeerVm.start(
            pod.within(List.of(layout.supervisor().toString())),
            environment(),
            layout.work().resolve("guest.stderr"));
    List<String> lines = vm.linesUntil(GuestWork.END, PATIENCE);
    pod.empty();
    note(lines, List.of(GuestPlace.VM, GuestPlace.CONTAINER));
  }

  private void note(List<String> lines, List<GuestPlace> places) throws BenchException {
    Map<GuestPlace, Map<String, Double>> found = GuestOutput.read(lines);
    for (GuestPlace place : places) {
      Map<String, Double> values = found.getOrDefault(place, Map.of());
      if (values.size() != GuestWork.STRESSORS.size()) {
        throw new BenchException(
            "stress-ng told too little in the " + place.title() + ":\n" + String.join("\n", lines));
      }
      values.forEach((stressor, value) -> measured.note(place.title(), stressor, value));
    }
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", path);
    environment.put("QEMU_ACCEL", options.kvm() ? "kvm" : "tcg");
    environment.put("QEMU_CPU", Integer.toString(CPUS));
    environment.put("QEMU_RAM", Integer.toString(MEMORY_MEBIBYTES));
    environment.put("QEMU_HDA", layout.work().resolve("guest.qcow2").toString());
    environment.put("QEMU_HDA_BASE", layout.debian("disk.qcow2").toString());
    environment.put("QEMU_HDB", layout.work().resolve("stress.qcow2").toString());
    environment.put("QEMU_HDB_BASE", layout.stressDisk().toString());
    environment.put("QEMU_KERNEL", layout.debian("vmlinuz").toString());
    environment.put("QEMU_INITRD", layout.debian("initrd.img").toString());
    environment.put("QEMU_APPEND", append());
    environment.put(
        "QEMU_FW_CFG",
        "name=%ssystemd.extra-unit.%s,file=%s\nname=%s,file=%s"
            .formatted(CREDENTIALS, UNIT_NAME, unit(), SCRIPT_NAME, script()));
    environment.put("QEMU_NO_SSH", "1");
    environment.put("QEMU_HTTP", "127.0.0.1:" + SupervisorRun.freePort());
    return environment;
  }

  /** The console is the script's alone. With KVM the guest's kernel guards itself as the host's. */
  private String append() {
    return "root=LABEL=root ro console=ttyS0 quiet cloud-init=disabled systemd.wants="
        + UNIT_NAME
        + " systemd.mask=serial-getty@ttyS0.service"
        + (options.kvm() ? "" : " no_timer_check mitigations=off");
  }

  private Path unit() {
    return layout.work().resolve("guest.service");
  }

  private Path script() {
    return layout.work().resolve("guest.sh");
  }

  private GuestReport report(Machine machine) {
    Map<String, Map<String, Summary>> places = new LinkedHashMap<>();
    for (GuestPlace place : GuestPlace.values()) {
      places.put(place.title(), measured.of(place.title()));
    }
    return new GuestReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        options.kvm() ? "kvm" : "tcg",
        CPUS + " CPUs, " + (LIMIT_BYTES >> 20) + " MiB",
        CPUS + " vCPUs, " + MEMORY_MEBIBYTES + " MiB, Debian 13",
        version,
        GuestWork.STRESSORS,
        options.rounds(),
        places,
        quotients(GuestPlace.VM, GuestPlace.POD),
        quotients(GuestPlace.CONTAINER, GuestPlace.VM));
  }

  private List<Measured.Comparison> quotients(GuestPlace dividend, GuestPlace divisor) {
    return measured.against(dividend.title()).stream()
        .filter(comparison -> comparison.other().equals(divisor.title()))
        .toList();
  }
}
