package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every exit code of the contract, each from the real cause. */
class EndingsIT {
  @TempDir Path folder;

  @Test
  void aGuestThatPowersOffWithinAMomentEndsWith0() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("POWEROFF"), vm::story);
      assertTrue(vm.lastLogLine().contains("The guest powered itself off."), vm::story);
    }
  }

  @Test
  void aGuestThatPowersOffLaterEndsWith0() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("sleep=3000 poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void anUnknownCommandEndsWith2() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(Map.of(), "pln")) {
      assertEquals(2, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("plan"), vm::story);
    }
  }

  @Test
  void aMissingQemuEndsWith69() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("halt"), Map.of("QEMU_BIN", "qemu-system-z80")))) {
      assertEquals(69, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("qemu-system-z80"), vm::story);
    }
  }

  @Test
  void aQemuThatMayNotBeExecutedEndsWith77() throws Exception {
    Path notExecutable = Files.writeString(folder.resolve("qemu"), "#!/bin/sh\n");
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(bareMetal("halt"), Map.of("QEMU_BIN", notExecutable.toString())))) {
      assertEquals(77, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aBadConfigurationEndsWith78AndNamesEveryProblem() throws Exception {
    Path disk = folder.resolve("disk.qcow2");
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            Map.of("QEMU_HDA", disk.toString(), "QEMU_ACCEL", "fast", "QEMU_PORTS", "70000:22"))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("QEMU_ACCEL"), vm::story);
      assertTrue(vm.log().contains("QEMU_PORTS"), vm::story);
      assertTrue(Files.notExists(disk), "a disk was created in spite of the problems");
    }
  }

  @Test
  void aQemuThatDoesNotStartEndsWith80AndItsLastWords() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(bareMetal("halt"), Map.of("QEMU_EXTRA_ARGS", "-device no-such-device")))) {
      assertEquals(80, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("no-such-device"), vm::story);
    }
  }

  @Test
  void aForeignTermToQemuIsACrash() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("idle"))) {
      vm.awaitLog("The VM is running");
      vm.signalQemu("TERM");
      assertEquals(81, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aKilledQemuEndsWith137() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("idle"))) {
      vm.awaitLog("The VM is running");
      vm.signalQemu("KILL");
      assertEquals(137, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aGuestsPanicEndsWith82() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("panic"))) {
      assertEquals(82, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aLinuxPanicEndsWith82() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(microLinux())) {
      vm.awaitConsole("GUEST-READY");
      vm.type("panic");
      assertEquals(82, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("GUEST-PANIC"), vm::story);
    }
  }

  @Test
  void aGuestThatIgnoresTheButtonEndsWith83() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("ignore"), Map.of("QEMU_SHUTDOWN_TIMEOUT", "3s")))) {
      vm.awaitConsole("IGNORE-POWERBUTTON");
      vm.awaitLog("The VM is running");
      vm.terminate();
      vm.awaitConsole("POWERBUTTON-IGNORED");
      assertEquals(83, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aRebootEndsWith84WhereThePolicySaysSo() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("reset"), Map.of("QEMU_ON_REBOOT", "exit")))) {
      assertEquals(84, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aRebootStaysInsideTheSameQemuOtherwise() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("reset=2 sleep=500 poweroff"))) {
      vm.awaitConsole("RESETS-DONE");
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aPoweredOffGuestIsStartedAgainWhereThePolicySaysSo() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(bareMetal("poweroff"), Map.of("QEMU_ON_POWEROFF", "restart")))) {
      vm.awaitConsole("POWEROFF", 2);
      vm.awaitLog("Starting it again in 2 s");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aCrashedQemuIsStartedAgainWhereThePolicySaysSo() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("idle"), Map.of("QEMU_ON_CRASH", "restart")))) {
      vm.awaitLog("The VM is running");
      vm.awaitConsole("IDLE-AWAKE");
      vm.signalQemu("SEGV");
      vm.awaitConsole("IDLE-AWAKE", 2);
      assertTrue(
          vm.get("/metrics").body().contains("qemu_vm_restarts_total{reason=\"crash\"} 1"),
          vm::story);
      vm.terminate();
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
    }
  }
}
