package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.freePort;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessIT {
  @ParameterizedTest
  @CsvSource({"ssh:PORT, 22", "http:PORT/, 80", "tcp:PORT, 7"})
  void aNetworkGateOpensOnceTheGuestAnswers(String gate, int guestPort) throws Exception {
    int port = freePort();
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                microLinux(),
                Map.of(
                    "QEMU_PORTS",
                    "127.0.0.1:" + port + ":" + guestPort + "/tcp",
                    "QEMU_READY",
                    gate.replace("PORT", Integer.toString(port)))))) {
      vm.awaitLog("Health and metrics");
      vm.awaitLog("The VM is running");
      // On a busy machine the guest may be there before anybody has asked us.
      int early = vm.get("/readyz").statusCode();
      assertTrue(early == 503 || vm.log().contains("The guest is ready"), vm::story);
      vm.awaitLog("The guest is ready");
      assertTrue(vm.console().contains("GUEST-USERSPACE"), vm::story);
      assertEquals(200, vm.get("/readyz").statusCode(), vm::story);
      assertEquals(200, vm.get("/startupz").statusCode(), vm::story);
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aBareConnectionThroughTheForwardProvesNothing() throws Exception {
    int port = freePort();
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                bareMetal("idle"),
                Map.of(
                    "QEMU_PORTS", "127.0.0.1:" + port + ":22/tcp",
                    "QEMU_READY", "tcp:" + port)))) {
      vm.awaitLog("Health and metrics");
      vm.awaitLog("The VM is running");
      String reason = vm.get("/readyz").body();
      assertEquals(503, vm.get("/readyz").statusCode(), vm::story);
      assertTrue(reason.contains("\"ok\":false"), reason);
    }
  }

  @Test
  void aConsoleGateOpensOnAPromptWithoutALineEnd() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(microLinux(), Map.of("QEMU_READY", "console:GUEST-READY up=[0-9.]+")))) {
      vm.awaitConsole("GUEST-READY");
      vm.awaitLog("The guest is ready");
      vm.awaitLog("Health and metrics");
      assertEquals(200, vm.get("/readyz").statusCode(), vm::story);
    }
  }

  /** A bare-metal guest speaks some milliseconds after its qemu was started. */
  @Test
  void aGuestThatSpeaksBeforeQmpIsThereIsHeard() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(bareMetal("pwrbtn"), Map.of("QEMU_READY", "console:MULTIBOOT-OK")))) {
      vm.awaitLog("The guest is ready: a console line matched MULTIBOOT-OK.");
      vm.awaitLog("The VM is running");
      assertEquals(200, vm.get("/readyz").statusCode(), vm::story);
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aRebootClosesTheGateUntilTheGuestIsBack() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_READY", "console:GUEST-READY")))) {
      vm.awaitConsole("GUEST-READY");
      vm.awaitLog("The guest is ready");
      vm.type("reboot");
      vm.awaitLog("The guest was reset");
      vm.awaitConsole("GUEST-READY", 2);
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      assertEquals(2, vm.log().split("The guest is ready", -1).length - 1, vm::story);
    }
  }
}
