package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** A guest that starts its watchdog and then hangs. */
class WatchdogIT {
  @Test
  void anExpiredWatchdogEndsWith81() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(bareMetal("watchdog=1500 halt"), Map.of("QEMU_WATCHDOG", "i6300esb")))) {
      assertEquals(81, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("WATCHDOG-STARTED"), vm::story);
      assertTrue(vm.lastLogLine().contains("no longer fed its watchdog"), vm::story);
    }
  }

  @Test
  void aGuestThatHungIsStartedAgainWhereThePolicySaysSo() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                bareMetal("watchdog=1500 halt"),
                Map.of("QEMU_WATCHDOG", "on", "QEMU_ON_CRASH", "restart")))) {
      vm.awaitConsole("WATCHDOG-STARTED", 2);
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
  void aMachineHasNoWatchdogUnlessAskedFor() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("watchdog=1500 poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("WATCHDOG-ABSENT"), vm::story);
    }
  }
}
