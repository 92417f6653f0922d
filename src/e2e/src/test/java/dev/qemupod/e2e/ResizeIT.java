package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pod that is resized in place, as the kubelet does it, has its VM follow within 5 s. */
class ResizeIT {
  private static final Duration FOLLOWING = Duration.ofSeconds(5);
  private static final Pattern CPUS = Pattern.compile("GUEST-CPUS (\\d+)");
  private static final Pattern MEMORY = Pattern.compile("GUEST-MEMORY total_kb=(\\d+)");
  private static final long MIB = 1L << 20;

  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void theGuestSeesItsCpusAndItsMemoryChangeBothWays() throws Exception {
    // In a small pod TCG's cache is so small that an idle guest may have no room for a vCPU in it.
    VmContainer vm = scene.run(resizable().memory("2g").cpus("1").with("QEMU_CPU_MAX", "4"));
    vm.awaitConsole("GUEST-READY");
    Limits limits = Limits.of(vm);
    long started = seen(vm, "memory", MEMORY);
    assertEquals(1, seen(vm, "cpus", CPUS));

    limits.set(2560, 2.0);
    await(vm, 2, started + 384 * 1024, Long.MAX_VALUE);

    limits.set(2304, 1.0);
    await(vm, 1, started + 128 * 1024, started + 320 * 1024);

    // Plugged a second time, a vCPU may have to wait for room in TCG's cache.
    limits.set(2048, 1.0);
    await(vm, 1, started - 1024, started + 1024);

    // The guest knows first: the supervisor looks what it did once a second.
    assertTrue(Patience.until(FOLLOWING, () -> difference(vm).isEmpty()), difference(vm));
    assertTrue(vm.get("/metrics").body().contains("qemu_resize_vcpus 1"), "the metric is missing");
    assertEquals(0, vm.oomKills());
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  /** Below its first size only the balloon can follow, and above it both have to. */
  @Test
  void whatTheBalloonTookUnderALowerLimitIsBackUnderAHigherOne() throws Exception {
    VmContainer vm = scene.run(resizable().memory("768m").cpus("1"));
    vm.awaitConsole("GUEST-READY");
    vm.awaitLog("The VM is running");
    Limits limits = Limits.of(vm);
    long started = seen(vm, "memory", MEMORY);

    limits.set(704, 1.0);
    double first = awaitBallooned(vm, metric(vm, "qemu_memory_configured_bytes"));
    limits.set(640, 1.0);
    assertTrue(awaitBallooned(vm, first) < first);
    long least = seen(vm, "memory", MEMORY);
    // The limit is 128 MiB lower; what the pod needs less than was counted on is the guest's.
    assertTrue(least < started - 80 * 1024, least + " of " + started + " KiB are left");
    vm.type("fill-memory");
    vm.awaitConsole("GUEST-FILLED");
    assertEquals(0, vm.oomKills());

    limits.set(1024, 1.0);
    await(vm, 1, started + 224 * 1024, Long.MAX_VALUE);
    assertEquals(0, vm.oomKills());
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  /** Waits until the balloon leaves less to the guest than this, and so much that it fits. */
  private static double awaitBallooned(VmContainer vm, double before) throws Exception {
    assertTrue(
        Patience.until(
            Patience.GUEST,
            () -> {
              double target = metric(vm, "qemu_memory_guard_target_bytes");
              return target < before
                  && target == metric(vm, "qemu_memory_balloon_bytes")
                  && metric(vm, "qemu_pod_memory_room_bytes") >= 16 * MIB;
            }),
        "the balloon does not take what is too much");
    return metric(vm, "qemu_memory_guard_target_bytes");
  }

  private static double metric(VmContainer vm, String name) throws Exception {
    return vm.get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static VmSpec resizable() {
    return VmSpec.microLinux()
        .with("QEMU_RESIZE", "auto")
        .with(
            "QEMU_APPEND", "console=ttyS0 no_timer_check quiet memhp_default_state=online_movable");
  }

  @Test
  void aGuestThatOnlinesNothingIsToldAboutOnceAndLivesOn() throws Exception {
    VmContainer vm =
        scene.run(VmSpec.bareMetal("pwrbtn").memory("512m").with("QEMU_RESIZE", "auto"));
    vm.awaitConsole("WAIT-POWERBUTTON");
    vm.awaitLog("The VM is running");
    Limits.of(vm).set(1024, 1.0);
    vm.awaitLog("The VM does not follow its pod: the guest has 1 of 1 vCPUs");
    assertTrue(vm.status().at("/resize/difference").asText().contains("virtio_mem driver"));
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  private static String difference(VmContainer vm) throws Exception {
    return vm.status().at("/resize/difference").asText();
  }

  /** Waits until the guest sees both, within the time for both together. */
  private static void await(VmContainer vm, long cpus, long least, long most) throws Exception {
    long[] last = new long[2];
    boolean followed =
        Patience.until(
            FOLLOWING,
            () -> {
              last[0] = seen(vm, "cpus", CPUS);
              last[1] = seen(vm, "memory", MEMORY);
              return last[0] == cpus && last[1] >= least && last[1] <= most;
            });
    assertTrue(
        followed,
        last[0] + " CPUs, not " + cpus + "; " + last[1] + " KiB, not " + least + " to " + most);
  }

  /** Asks the guest, and waits for its answer. */
  private static long seen(VmContainer vm, String command, Pattern answer) throws Exception {
    long before = answers(vm, answer).size();
    vm.type(command);
    assertTrue(
        Patience.until(Patience.GUEST, () -> answers(vm, answer).size() > before),
        "no answer to " + command);
    return answers(vm, answer).getLast();
  }

  private static List<Long> answers(VmContainer vm, Pattern answer) {
    // A line that is only begun may lack digits.
    String console = vm.console();
    Matcher matcher = answer.matcher(console.substring(0, console.lastIndexOf('\n') + 1));
    return matcher.results().map(found -> Long.valueOf(found.group(1))).toList();
  }

  /** The container's limits, changed where the kubelet changes them: in the cgroup's files. */
  private record Limits(Path memory, Path cpu) {
    static Limits of(VmContainer vm) throws Exception {
      long pid = vm.inspect().at("/State/Pid").asLong();
      String memory = "/";
      String cpu = "/";
      boolean legacy = false;
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"))) {
        String[] fields = line.split(":", 3);
        List<String> controllers = List.of(fields[1].split(","));
        if (controllers.contains("memory")) {
          legacy = true;
          memory = fields[2];
        } else if (controllers.contains("")) {
          memory = legacy ? memory : fields[2];
          cpu = legacy ? cpu : fields[2];
        }
        if (controllers.contains("cpu")) {
          cpu = fields[2];
        }
      }
      Path root = Path.of("/sys/fs/cgroup");
      return legacy
          ? new Limits(Path.of(root + "/memory" + memory), Path.of(root + "/cpu" + cpu))
          : new Limits(Path.of(root + memory), Path.of(root + cpu));
    }

    void set(long mebibytes, double cpus) throws Exception {
      String bytes = Long.toString(mebibytes * MIB);
      long quota = Math.round(cpus * 100_000);
      if (Files.exists(memory.resolve("memory.max"))) {
        Files.writeString(memory.resolve("memory.max"), bytes);
        Files.writeString(cpu.resolve("cpu.max"), quota + " 100000");
        return;
      }
      Files.writeString(cpu.resolve("cpu.cfs_quota_us"), Long.toString(quota));
      Path hard = memory.resolve("memory.limit_in_bytes");
      Path withSwap = memory.resolve("memory.memsw.limit_in_bytes");
      boolean raising = Long.parseLong(Files.readString(hard).strip()) < mebibytes * MIB;
      // The one with swap is never the smaller one (Documentation/admin-guide/cgroup-v1/memory).
      if (raising && Files.exists(withSwap)) {
        Files.writeString(withSwap, bytes);
      }
      Files.writeString(hard, bytes);
      if (!raising && Files.exists(withSwap)) {
        Files.writeString(withSwap, bytes);
      }
    }
  }
}
