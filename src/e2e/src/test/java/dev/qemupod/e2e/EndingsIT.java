package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The exit code of the container and the termination message, each from its real cause. */
class EndingsIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  private Path report;

  @BeforeEach
  void createReport() throws Exception {
    report = scene.terminationLog();
  }

  @Test
  void aGuestThatPanicsEndsThePodWith82() throws Exception {
    VmContainer vm = run(VmSpec.microLinux());
    vm.awaitConsole("GUEST-READY");
    vm.type("panic");
    assertEnd(vm, 82, "GuestPanic", "The guest panicked.");
  }

  @Test
  void aGuestThatPowersItselfOffEndsThePodWith0() throws Exception {
    assertEnd(
        run(VmSpec.bareMetal("poweroff")), 0, "GuestPoweredOff", "The guest powered itself off.");
  }

  @Test
  void aGuestThatIgnoresTheButtonIsKilledInTimeAndReportedWith83() throws Exception {
    VmContainer vm = run(VmSpec.bareMetal("ignore").with("QEMU_SHUTDOWN_TIMEOUT", "6s"));
    vm.awaitConsole("IGNORE-POWERBUTTON");
    vm.awaitLog("The VM is running");
    Instant asked = Instant.now();
    vm.stop();
    Duration taken = Duration.between(asked, Instant.now());
    // Some seconds more for podman itself on a busy machine.
    assertTrue(taken.compareTo(Duration.ofSeconds(10)) < 0, taken + " were taken of 6 s");
    assertTrue(vm.console().contains("POWERBUTTON-IGNORED"));
    assertEnd(
        vm,
        83,
        "ShutdownIgnored",
        "The guest did not shut down in time and was killed: its power was cut. Its file systems"
            + " were not frozen before.");
  }

  @Test
  void aQemuThatIsKilledEndsThePodWith137() throws Exception {
    VmContainer vm = run(VmSpec.bareMetal("idle"));
    vm.awaitLog("The VM is running");
    long pid = vm.status().at("/qemu/pid").asLong();
    vm.exec("/bin/sh", "-c", "kill -KILL " + pid).orFail();
    assertEnd(vm, 137, "QemuKilledBySignal", "qemu died of signal 9 (KILL).");
  }

  @Test
  void aGuestThatRebootsEndsThePodWith84WhereThatIsAskedFor() throws Exception {
    assertEnd(
        run(VmSpec.bareMetal("reset").with("QEMU_ON_REBOOT", "exit")),
        84,
        "GuestRebooted",
        "The guest rebooted, and QEMU_ON_REBOOT=exit ends the pod then.");
  }

  private VmContainer run(VmSpec spec) throws Exception {
    return scene.run(spec.writable(report, "/dev/termination-log"));
  }

  private void assertEnd(VmContainer vm, int code, String reason, String message) throws Exception {
    assertEquals(code, vm.awaitExit());
    assertTrue(vm.lastLogLine().endsWith(message + " Exit code " + code + "."), vm::lastLogLine);
    List<String> lines = Files.readAllLines(report);
    assertEquals(2, lines.size(), lines::toString);
    assertEquals(message, lines.getFirst());
    JsonNode facts = new ObjectMapper().readTree(lines.getLast());
    assertEquals(code, facts.path("exitCode").asInt(-1), facts::toString);
    assertEquals(reason, facts.path("reason").asText(), facts::toString);
  }
}
