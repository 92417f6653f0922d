package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that reset, hang and go at the wrong moment. */
class GuestFaultsIT {
  @ParameterizedTest
  @ValueSource(strings = {"reset", "triple"})
  void aLoopOfFastResetsIsCountedAgainAndAgain(String word) throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal(word))) {
      vm.awaitLog("Health and metrics");
      long deadline = System.nanoTime() + SupervisorProcess.PATIENCE.toNanos();
      while (resets(vm) < 3) {
        assertTrue(System.nanoTime() < deadline, vm::story);
      }
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      vm.terminate();
      vm.awaitLog("asking the guest to shut down");
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
    }
  }

  private static double resets(SupervisorProcess vm) throws Exception {
    double sum = 0;
    for (String line : vm.get("/metrics").body().lines().toList()) {
      if (line.startsWith("qemu_vm_resets_total{")) {
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ')));
      }
    }
    return sum;
  }

  @Test
  void aTripleFaultEndsWith84WhereThePolicySaysSo() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("triple"), Map.of("QEMU_ON_REBOOT", "exit")))) {
      assertEquals(84, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aGuestThatHangsHardIsKilledWithinTheBudget() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("halt"), Map.of("QEMU_SHUTDOWN_TIMEOUT", "3s")))) {
      vm.awaitConsole("MULTIBOOT-OK");
      vm.awaitLog("The VM is running");
      long asked = System.nanoTime();
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, () -> took + vm.story());
    }
  }

  @Test
  void aGuestThatGoesByItselfWhileItIsAskedToEndsWith0() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("sleep=6000 poweroff"))) {
      vm.awaitLog("The VM is running");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }
}
