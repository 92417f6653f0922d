package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pod spec that was written for qemus/qemu. */
class CompatibilityIT {
  @TempDir Path storage;

  @BeforeEach
  void aDiskWithData() throws Exception {
    Files.write(storage.resolve("data.img"), new byte[1 << 20]);
  }

  @Test
  void checkNamesWhatTheUserWrote() throws Exception {
    Map<String, String> wrong =
        Map.of("RAM_SIZE", "lots", "CPU_CORES", "many", "GPU", "Y", "WEB_PORT", "8006");
    try (SupervisorProcess check = start(with(environment(), wrong), "check")) {
      assertEquals(78, check.awaitExit(), check::story);
      List<String> lines = check.log().lines().toList();
      assertEquals(4, lines.size(), check::story);
      assertTrue(lines.get(0).startsWith("error: RAM_SIZE must be a size"), check::story);
      assertTrue(lines.get(1).startsWith("error: GPU must be N"), check::story);
      assertTrue(lines.get(2).startsWith("error: CPU_CORES must be a whole"), check::story);
      assertTrue(lines.get(3).startsWith("warning: WEB_PORT has no effect"), check::story);
    }
  }

  /** The ids and options that fight with generated ones are found after the configuration. */
  @Test
  void whatIsFoundLaterNamesItToo() throws Exception {
    Map<String, String> wrong = Map.of("ARGUMENTS", "-cpu host");
    try (SupervisorProcess check = start(with(environment(), wrong), "check")) {
      assertEquals(78, check.awaitExit(), check::story);
      assertTrue(
          check
              .log()
              .startsWith("error: ARGUMENTS or the container's arguments must not hold -cpu"),
          check::story);
    }
  }

  @Test
  void planShowsFromWhichNameEachValueIs() throws Exception {
    try (SupervisorProcess plan = start(environment(), "plan")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      String text = plan.console();
      assertTrue(text.contains("  QEMU_RAM=192Mi (RAM_SIZE)\n"), text);
      assertTrue(text.contains("  QEMU_CPU=2 (CPU_CORES)\n"), text);
      assertTrue(text.contains("  QEMU_HDA=" + storage.resolve("data.img") + " (STORAGE)\n"), text);
      assertTrue(text.contains("  QEMU_ACCEL=tcg (environment)\n"), text);
      assertTrue(text.contains("will be grown"), text);
    }
    try (SupervisorProcess plan = start(environment(), "plan", "--json")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      assertTrue(
          plan.console()
              .contains(
                  "{\"variable\":\"QEMU_RAM\",\"value\":\"192Mi\",\"origin\":\"compatibility\","
                      + "\"written_as\":\"RAM_SIZE\"}"),
          plan::console);
    }
    assertEquals(1 << 20, Files.size(storage.resolve("data.img")), "plan grew the disk");
  }

  @Test
  void theGuestHasWhatTheOtherNamesSay() throws Exception {
    Map<String, String> more =
        with(microLinux(), Map.of("MAC", "52540000BEEF", "ARGUMENTS", "-device virtio-rng-pci"));
    try (SupervisorProcess vm = start(with(environment(), more))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("nics");
      vm.awaitConsole("52:54:00:00:be:ef");
      assertEquals(16L << 20, Files.size(storage.resolve("data.img")));
      assertFalse(vm.log().contains("problem"), vm::story);
    }
  }

  @Test
  void whereNothingBootsTheOtherNamesAreSeen() throws Exception {
    Map<String, String> other = Map.of("BOOT", "mint", "RAM_SIZE", "2G");
    try (SupervisorProcess check = SupervisorProcess.start(other, "check")) {
      assertEquals(0, check.awaitExit(), check::story);
      assertTrue(check.log().contains("set QEMU_COMPAT=qemus"), check::story);
    }
    try (SupervisorProcess check =
        SupervisorProcess.start(with(bareMetal("halt"), other), "check")) {
      assertEquals(0, check.awaitExit(), check::story);
      assertFalse(check.log().contains("QEMU_COMPAT"), check::story);
    }
  }

  /** Small, and not in this program's names, which would win. */
  private Map<String, String> environment() {
    return with(
        Map.of("QEMU_RAM", "", "QEMU_CPU", "", "QEMU_COMPAT", "qemus"),
        Map.of(
            "STORAGE", storage.toString(),
            "BOOT_MODE", "legacy",
            "DISK_SIZE", "16M",
            "RAM_SIZE", "192M",
            "CPU_CORES", "2",
            "NETWORK", "user"));
  }

  private static SupervisorProcess start(Map<String, String> variables, String... arguments)
      throws Exception {
    return SupervisorProcess.start(variables, arguments);
  }
}
