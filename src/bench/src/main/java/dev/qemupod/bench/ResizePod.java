package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A pod whose VM follows it, and what its guest, its supervisor and its cgroup tell. */
final class ResizePod {
  /** The cgroup above the container's. */
  static final String PARENT = "qemu-pod-bench-resize";

  private static final long MIB = 1L << 20;

  /** Guests take memory only if they are told to use it. */
  private static final String KERNEL_WORDS =
      "console=ttyS0 no_timer_check quiet memhp_default_state=online_movable";

  /** Without that, Linux may write zeros to what it gives back. */
  private static final String NO_ZEROS = " init_on_alloc=0";

  private static final Pattern CPUS = Pattern.compile("GUEST-CPUS (\\d+)");
  private static final Pattern MEMORY = Pattern.compile("GUEST-MEMORY total_kb=(\\d+)");
  private static final Pattern FILLED = Pattern.compile("GUEST-FILLED kb=(\\d+)");

  /** Translated, it is about 15 times as large. */
  private static final int NEW_CODE_MEBIBYTES = 5;

  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

  private final SizingContainer container;
  private final CgroupLimits cgroup;
  private long base;
  private long started;

  private ResizePod(SizingContainer container) throws IOException, BenchException {
    this.container = container;
    this.cgroup = CgroupLimits.of(container.pid());
  }

  /** The variables that it runs with. */
  static Map<String, String> variables(ResizeOptions options) {
    Map<String, String> variables = new TreeMap<>();
    variables.put("QEMU_ACCEL", "tcg");
    variables.put("QEMU_RESIZE", "auto");
    variables.put("QEMU_CPU_MAX", Integer.toString(options.cpuMax()));
    variables.put("QEMU_RAM_MAX", ResizeStep.MOST_MEBIBYTES + "M");
    variables.put("QEMU_NO_SSH", "1");
    variables.put("QEMU_KERNEL", "/guest/vmlinuz");
    variables.put("QEMU_INITRD", "/guest/initrd.gz");
    variables.put("QEMU_APPEND", options.zeros() ? KERNEL_WORDS : KERNEL_WORDS + NO_ZEROS);
    return variables;
  }

  /** Starts it, and waits until its guest is ready and the supervisor has looked at its size. */
  static ResizePod start(SizingPodman podman, Layout layout, String name, ResizeOptions options)
      throws IOException, InterruptedException, BenchException {
    List<String> create = new ArrayList<>();
    create.add("--cpus=" + ResizeStep.START.hundredths() / 100.0);
    // So that what else runs on the machine takes little: the guest is to be measured.
    create.add("--cgroup-parent=/" + PARENT);
    create.add("--cpu-shares=16384");
    create.addAll(
        SizingContainer.options(
            ResizeStep.START.mebibytes(),
            variables(options),
            Map.of(layout.linux(), "/guest:ro"),
            options.image()));
    Path log = layout.work().resolve("resize.stderr");
    SizingContainer container = SizingContainer.start(podman, layout, name, create, log);
    try {
      container.awaitStart();
      ResizePod pod = new ResizePod(container);
      pod.cgroup.cpu().preferParent();
      var _ = container.await(0, "GUEST-READY");
      container.awaitReady();
      pod.begin();
      return pod;
    } catch (IOException | InterruptedException | BenchException failure) {
      container.remove();
      throw failure;
    }
  }

  private void begin() throws IOException, InterruptedException, BenchException {
    while (!page().has("resize")) {
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    base = number(MEMORY, container.ask("memory", "GUEST-MEMORY "));
    started = page().at("/plan/memory_bytes").asLong();
  }

  CgroupLimits cgroup() {
    return cgroup;
  }

  /** What the guest counted as its memory at the start, KiB. */
  long base() {
    return base;
  }

  /** The guest's RAM at the start, bytes. */
  long started() {
    return started;
  }

  /** Asks the guest how large it is. */
  ResizeTrace.Sight look() throws IOException, InterruptedException, BenchException {
    int vcpus = (int) number(CPUS, container.ask("cpus", "GUEST-CPUS "));
    long kibibytes = number(MEMORY, container.ask("memory", "GUEST-MEMORY "));
    return new ResizeTrace.Sight(System.nanoTime(), vcpus, kibibytes);
  }

  /** Asks the supervisor how large the guest should be, and is. */
  ResizeStatus status() throws IOException, InterruptedException, BenchException {
    return ResizeStatus.of(page());
  }

  private JsonNode page() throws IOException, InterruptedException, BenchException {
    return new ObjectMapper().readTree(body("/status"));
  }

  MetricsText metrics() throws InterruptedException, BenchException {
    return MetricsText.parse(body("/metrics"));
  }

  private String body(String path) throws InterruptedException, BenchException {
    return container
        .get(path)
        .map(HttpResponse::body)
        .orElseThrow(() -> new BenchException(path + " was not answered"));
  }

  /** Has the guest fill a part of its memory; how many MiB it did. */
  int fill(int percent) throws IOException, InterruptedException, BenchException {
    long mebibytes = (look().kibibytes() * percent / 100) >> 10;
    return (int) (number(FILLED, container.ask("fill-memory " + mebibytes, "GUEST-FILLED ")) >> 10);
  }

  /** Has the guest free what it filled. */
  void free() throws IOException, InterruptedException, BenchException {
    var _ = container.ask("free-memory", "GUEST-FREED ");
  }

  /** Has the guest run so much code that it has not run before that TCG empties its cache. */
  void fillCode() throws IOException, InterruptedException, BenchException {
    var _ = container.ask("fill-code " + NEW_CODE_MEBIBYTES, "GUEST-CODE-FILLED");
  }

  /** Has the guest work on all of its CPUs. */
  void work() throws IOException, InterruptedException, BenchException {
    var _ = container.ask("work-start", "GUEST-WORKING ");
  }

  void rest() throws IOException, InterruptedException, BenchException {
    var _ = container.ask("work-stop", "GUEST-WORKING 0");
  }

  /** Tries to set the memory limit until it is in force; how often it was refused. */
  int setMemory(int mebibytes, Duration patience) throws IOException, BenchException {
    long deadline = System.nanoTime() + patience.toNanos();
    int refusals = 0;
    while (!cgroup.setMemory(mebibytes * MIB)) {
      refusals++;
      if (System.nanoTime() > deadline) {
        throw new BenchException("the kernel refuses a limit of " + mebibytes + " MiB");
      }
      LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
    }
    return refusals;
  }

  /** Asks it to stop; its exit code. */
  int stop() throws IOException, InterruptedException, BenchException {
    return container.stop();
  }

  void remove() throws IOException, InterruptedException, BenchException {
    container.remove();
  }

  private static long number(Pattern pattern, String line) throws BenchException {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.lookingAt()) {
      throw new BenchException("the guest said: " + line);
    }
    return Long.parseLong(matcher.group(1));
  }
}
