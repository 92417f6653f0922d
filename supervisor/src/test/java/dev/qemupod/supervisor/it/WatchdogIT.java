package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A guest that starts its watchdog and then hangs: late enough for QMP to be up on a busy machine.
 */
class WatchdogIT {
  @ParameterizedTest
  @CsvSource({"i6300esb, watchdog=6000, WATCHDOG-STARTED", "itco, tco=6000, TCO-STARTED"})
  void anExpiredWatchdogEndsWith81(String model, String word, String started) throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal(word + " halt"), Map.of("QEMU_WATCHDOG", model)))) {
      assertEquals(81, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains(started), vm::story);
      assertTrue(vm.log().contains("The guest's watchdog expired; action pause."), vm::story);
      assertTrue(vm.lastLogLine().contains("no longer fed its watchdog"), vm::story);
    }
  }

  @ParameterizedTest
  @CsvSource({"on, watchdog=6000, WATCHDOG-STARTED", "itco, tco=6000, TCO-STARTED"})
  void aGuestThatHungIsStartedAgainWhereThePolicySaysSo(String model, String word, String started)
      throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                bareMetal(word + " halt"),
                Map.of("QEMU_WATCHDOG", model, "QEMU_ON_CRASH", "restart")))) {
      vm.awaitConsole(started, 2);
      vm.awaitLog("Health and metrics");
      String metrics = vm.get("/metrics").body();
      assertTrue(metrics.contains("qemu_vm_watchdog_actions_total{action=\"pause\"} 1"), metrics);
      assertTrue(metrics.contains("qemu_vm_restarts_total{reason=\"crash\"} 1"), metrics);
      vm.terminate();
      vm.terminate();
      int code = vm.awaitExit();
      assertTrue(code == 83 || code == 81, vm::story);
    }
  }

  @Test
  void aGuestThatNeverOpensItsWatchdogIsLeftAlone() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(bareMetal("sleep=2000 pwrbtn"), Map.of("QEMU_WATCHDOG", "on")))) {
      vm.awaitLog("The VM is running");
      vm.awaitLog("Health and metrics");
      String metrics = vm.get("/metrics").body();
      assertTrue(metrics.contains("qemu_vm_watchdog_actions_total{action=\"pause\"} 0"), metrics);
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void theBoardsOwnWatchdogNeedsNoSettingOfAnOldMachine() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                bareMetal("tco=6000 halt"),
                Map.of("QEMU_WATCHDOG", "itco", "QEMU_MACHINE", "pc-q35-7.2")))) {
      assertEquals(81, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aMachineHasNoWatchdogUnlessAskedFor() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("watchdog=1500 poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("WATCHDOG-ABSENT"), vm::story);
    }
  }
}
