package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.stub;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownIT {
  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  void aLinuxShutsItselfDownWhenThePodIsStopped(String signal) throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(microLinux())) {
      vm.awaitConsole("GUEST-READY");
      vm.signal(signal);
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("GUEST-SHUTDOWN poweroff"), vm::story);
      assertTrue(vm.lastLogLine().contains("The guest shut down as it was asked to."), vm::story);
    }
  }

  @Test
  void aPressThatComesTooEarlyIsRepeated() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("sleep=4000 pwrbtn"))) {
      vm.awaitLog("The VM is running");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("POWEROFF"), vm::story);
    }
  }

  @Test
  void aSecondTermDoesNotWaitForTheGuestAnyLonger() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("ignore"))) {
      vm.awaitLog("The VM is running");
      vm.terminate();
      vm.awaitLog("asking the guest to shut down");
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void readinessEndsAtOnceWhileHealthAndMetricsGoOn() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("ignore"), Map.of("QEMU_SHUTDOWN_TIMEOUT", "8s")))) {
      vm.awaitLog("The guest is ready");
      vm.awaitLog("Health and metrics");
      vm.terminate();
      vm.awaitLog("asking the guest to shut down");
      vm.awaitConsole("POWERBUTTON-IGNORED");
      assertEquals(503, vm.get("/readyz").statusCode(), vm::story);
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      assertTrue(
          vm.get("/metrics").body().contains("qemu_supervisor_phase{phase=\"stopping\"} 1"),
          vm::story);
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aTermBeforeTheGuestCanHearItEndsWithinTheBudget() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_SHUTDOWN_TIMEOUT", "40s")))) {
      vm.awaitLog("Plan:");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  /** It would not end by quit, nor by SIGTERM: only SIGKILL is left. */
  @Test
  void aQemuThatHangsAfterItsGuestPoweredItselfOffDoesNotTurnThatIntoACrash() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(stub("serve,poweroff,hangs"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("but qemu does not end: SIGKILL"), vm::story);
      assertTrue(
          vm.lastLogLine()
              .contains("The guest powered itself off. qemu hung after that and had to be killed."),
          vm::story);
    }
  }

  @Test
  void aQemuThatHangsAfterItsGuestShutDownIsKilledWithinTheBudget() throws Exception {
    Map<String, String> budget = Map.of("QEMU_SHUTDOWN_TIMEOUT", "3s");
    try (SupervisorProcess vm = SupervisorProcess.start(with(stub("serve,hangs"), budget))) {
      vm.awaitLog("The VM is running");
      long asked = System.nanoTime();
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, () -> took + vm.story());
      assertTrue(vm.lastLogLine().contains("The guest shut down as it was asked to."), vm::story);
      assertTrue(vm.lastLogLine().contains("had to be killed"), vm::story);
    }
  }

  /** With nobody to be asked, the first waits for QMP until the budget is nearly over. */
  @Test
  void aSecondTermBeforeQmpDoesNotWaitForIt() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(stub("idle"))) {
      vm.awaitConsole("STUB-IDLE");
      vm.awaitLog("Plan:");
      long asked = System.nanoTime();
      vm.terminate();
      vm.awaitLog("asking the guest to shut down");
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, () -> took + vm.story());
    }
  }

  @Test
  void aStopWhileQemuIsToBeStartedAgainStartsNone() throws Exception {
    Map<String, String> restart = Map.of("QEMU_ON_CRASH", "restart");
    try (SupervisorProcess vm = SupervisorProcess.start(with(stub("serve,exit=3"), restart))) {
      vm.awaitLog("Starting it again in", 2);
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("while no guest was running"), vm::story);
    }
  }
}
