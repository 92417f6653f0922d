package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user types and reads. */
class CommandsIT {
  private static final Map<String, String> WRONG =
      Map.of("QEMU_RAM", "lots", "QEMU_PORST", "1", "QEMU_HDB_SIZE", "1G");

  @TempDir Path folder;

  @Test
  void checkListsEveryProblemAndEveryWarningOnALineOfItsOwn() throws Exception {
    try (SupervisorProcess check =
        SupervisorProcess.start(with(bareMetal("halt"), WRONG), "check")) {
      assertEquals(78, check.awaitExit(), check::story);
      List<String> lines = check.log().lines().toList();
      assertEquals(3, lines.size(), check::story);
      assertTrue(lines.get(0).startsWith("error: QEMU_RAM must be a memory size"), check::story);
      assertTrue(lines.get(1).startsWith("error: QEMU_HDB_SIZE must be left out"), check::story);
      assertTrue(lines.get(2).startsWith("warning: QEMU_PORST "), check::story);
      assertTrue(lines.get(2).contains("QEMU_PORTS"), check::story);
    }
  }

  @Test
  void aRunLogsEachProblemAndSumsThemUpInItsLastLine() throws Exception {
    try (SupervisorProcess run = SupervisorProcess.start(with(bareMetal("halt"), WRONG))) {
      assertEquals(78, run.awaitExit(), run::story);
      assertEquals(4, run.log().lines().count(), run::story);
      String last = run.lastLogLine();
      assertTrue(last.contains("The configuration has 2 problems: QEMU_RAM must"), last);
      assertTrue(last.endsWith("Exit code 78."), last);
    }
  }

  @Test
  void aValidConfigurationIsSaidToBeValid() throws Exception {
    try (SupervisorProcess check = SupervisorProcess.start(bareMetal("halt"), "check")) {
      assertEquals(0, check.awaitExit(), check::story);
      assertEquals("The configuration is valid.\n", check.console());
    }
  }

  @Test
  void planShowsTheSumAndTheCommandLineAndTouchesNothing() throws Exception {
    Path disk = folder.resolve("root.qcow2");
    try (SupervisorProcess plan =
        SupervisorProcess.start(
            with(
                bareMetal("halt"),
                Map.of("QEMU_HDA", disk.toString(), "QEMU_IGNITION", ignition())),
            "plan")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      String text = plan.console();
      assertTrue(text.contains("= headroom"), text);
      assertTrue(text.contains("QEMU_HDA " + disk + ": will be created, 8 GiB qcow2"), text);
      assertTrue(text.contains("TCG, because QEMU_ACCEL=tcg asks for it"), text);
      assertTrue(text.contains("    -m size=256M \\\n"), text);
      assertTrue(text.contains("name=opt/com.coreos/config,file=/run/"), text);
      assertTrue(!text.contains("s3cret"), text);
      assertTrue(Files.notExists(disk), "plan made a disk");
    }
  }

  @Test
  void planAsJsonHasTheSameInMachineReadableForm() throws Exception {
    try (SupervisorProcess plan =
        SupervisorProcess.start(
            with(bareMetal("halt"), Map.of("QEMU_IGNITION", ignition())), "plan", "--json")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      String json = plan.console();
      assertTrue(json.contains("\"memory_bytes\":268435456"), json);
      assertTrue(json.contains("\"name\":\"tcg\""), json);
      assertTrue(json.contains("\"-append\",\"halt\""), json);
      assertTrue(!json.contains("s3cret"), json);
    }
  }

  @Test
  void healthAsksTheRunningSupervisor() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("idle"))) {
      vm.awaitLog("Health and metrics");
      vm.awaitLog("The guest is ready");
      try (SupervisorProcess health = SupervisorProcess.start(vm.address(), "health", "ready")) {
        assertEquals(0, health.awaitExit(), health::story);
        assertTrue(health.console().contains("\"ok\":true"), health::story);
      }
    }
  }

  @Test
  void healthFailsWhereNobodyAnswers() throws Exception {
    try (SupervisorProcess health = SupervisorProcess.start(Map.of(), "health", "live")) {
      assertEquals(1, health.awaitExit(), health::story);
      assertTrue(health.console().contains("QEMU_HTTP"), health::story);
    }
  }

  @Test
  void helpNamesEveryCommandAndVariable() throws Exception {
    try (SupervisorProcess help = SupervisorProcess.start(Map.of(), "--help")) {
      assertEquals(0, help.awaitExit(), help::story);
      for (String word : List.of("plan", "check", "health", "QEMU_HDA_SIZE", "QEMU_ON_PANIC")) {
        assertTrue(help.console().contains(word), word);
      }
    }
  }

  @Test
  void theStateIsDumpedToTheLogOnUsr1() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("idle"))) {
      vm.awaitLog("The VM is running");
      vm.signal("USR1");
      vm.awaitLog("State: VmView[phase=RUNNING");
    }
  }

  private static String ignition() {
    return "{\"ignition\":{\"version\":\"3.0.0\"},\"x\":\"s3cret\"}";
  }
}
