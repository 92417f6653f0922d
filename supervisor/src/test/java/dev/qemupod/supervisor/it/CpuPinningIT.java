package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A supervisor that was given one of the machine's CPUs, as by a static CPU manager. */
class CpuPinningIT {
  private static final String ALL = "0-" + (Runtime.getRuntime().availableProcessors() - 1);

  @Test
  void theVcpuIsPinnedAgainWhenQemuIsRestartedAndFreeWhenTheCpusAreShared() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            List.of("taskset", "--cpu-list", "1"),
            with(
                bareMetal("idle"),
                Map.of("QEMU_CPU_PIN", "auto", "QEMU_ON_CRASH", "restart", "QEMU_CPU", "1")))) {
      String pinned = "vCPU 0 is pinned to CPU 1, everything else may run on any of these";
      vm.awaitLog(pinned);
      vm.awaitLog("Health and metrics");
      assertTrue(vm.get("/status").body().contains(pinned));
      awaitAllowed(vm.qemuPid(), "1");
      vm.awaitConsole("IDLE-AWAKE");

      // The whole supervisor may run anywhere; what it binds again, or starts, is told apart.
      taskset("--all-tasks", ALL, vm.pid());
      vm.awaitLog("no vCPU is pinned: the pod shares all CPUs of the node");
      awaitAllowed(vm.qemuPid(), ALL);

      taskset("", "1", vm.pid());
      vm.awaitLog(pinned, 2);
      awaitAllowed(vm.qemuPid(), "1");
      long before = vm.qemuPid();
      vm.signalQemu("KILL");
      vm.awaitConsole("IDLE-AWAKE", 2);
      long after = vm.qemuPid();
      assertTrue(after != before);
      awaitAllowed(after, "1");
    }
  }

  @Test
  void thePlanSaysWhatWouldBePinned() throws Exception {
    try (SupervisorProcess plan =
        SupervisorProcess.startUnder(
            List.of("taskset", "--cpu-list", "1"),
            with(bareMetal("idle"), Map.of("QEMU_CPU_PIN", "auto")),
            "plan")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      assertTrue(plan.console().contains("vCPU 0 is pinned to CPU 1"), plan::story);
    }
  }

  private static void taskset(String option, String cpus, long pid) throws Exception {
    List<String> command =
        Stream.of("taskset", option, "--cpu-list", "--pid", cpus, Long.toString(pid))
            .filter(word -> !word.isEmpty())
            .toList();
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  /** Waits until each thread of the process may run on these CPUs. */
  private static void awaitAllowed(long pid, String cpus) {
    var _ =
        SupervisorProcess.await(
            () -> allowed(pid).equals(Set.of(cpus)) ? Optional.of(cpus) : Optional.empty(),
            "threads on CPU " + cpus + ", but they may run on " + allowed(pid));
  }

  private static Set<String> allowed(long pid) {
    Set<String> allowed = new TreeSet<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        for (String line : Files.readAllLines(thread.resolve("status"))) {
          if (line.startsWith("Cpus_allowed_list:")) {
            allowed.add(line.substring(line.indexOf(':') + 1).strip());
          }
        }
      }
    } catch (IOException gone) {
      allowed.add(gone.toString());
    }
    return allowed;
  }
}
