package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log collector that reads nothing, or has gone. */
class OutputFaultsIT {
  @TempDir Path folder;

  /** The exit code; what is left in the pipes can be read then, unless it did not end. */
  private static int awaitExit(Process process) throws InterruptedException {
    if (!process.waitFor(SupervisorProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      fail("the supervisor does not end while nobody reads its output");
    }
    return process.exitValue();
  }

  @Test
  void aGuestThatFloodsAConsoleNobodyReadsGoesOnToItsEnd() throws Exception {
    Process process = SupervisorProcess.startUnread(bareMetal("flood=30000 poweroff"));
    assertEquals(0, awaitExit(process));
    String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(log.contains("console's output could not be written in time"), log);
    assertTrue(log.contains("The guest powered itself off."), log);
  }

  @Test
  void aHundredMegabytesThatNobodyReadsFillNoMemory() throws Exception {
    Path stub = folder.resolve("qemu");
    Files.writeString(stub, "#!/bin/sh\nhead -c 110000000 /dev/zero\necho done >&2\nexit 3\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    Process process =
        SupervisorProcess.startUnread(with(bareMetal("halt"), Map.of("QEMU_BIN", stub.toString())));
    assertEquals(80, awaitExit(process));
    String log = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(log.contains("done"), log);
    assertTrue(!log.contains("OutOfMemory"), log);
  }

  @Test
  void aLogThatNobodyReadsKeepsTheSupervisorFromNothing() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            blocked(), with(bareMetal("pwrbtn"), Map.of("QEMU_LOG_LEVEL", "debug")))) {
      vm.awaitConsole("WAIT-POWERBUTTON");
      // The log that says so is not to be read.
      SupervisorProcess.await(
          () -> Optional.of(vm.metric("qemu_qmp_up ")).filter(up -> up == 1), "health and metrics");
      assertEquals(200, vm.get("/livez").statusCode());
      vm.terminate();
      vm.awaitConsole("POWEROFF");
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void whatTheLogCouldNotHoldIsCounted() throws Exception {
    Path talker = folder.resolve("qemu");
    Files.writeString(
        talker,
        """
        #!/bin/sh
        yes 'a qemu that warns too much' | head -c 4000000 >&2
        exec qemu-system-x86_64 "$@"
        """);
    Files.setPosixFilePermissions(talker, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            blocked(), with(bareMetal("pwrbtn"), Map.of("QEMU_BIN", talker.toString())))) {
      vm.awaitConsole("WAIT-POWERBUTTON");
      String metric = "qemu_supervisor_log_dropped_bytes_total ";
      SupervisorProcess.await(
          () -> Optional.of(vm.metric(metric)).filter(bytes -> bytes > 100_000), metric);
      vm.terminate();
      vm.awaitConsole("POWEROFF");
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  /** Makes stderr a pipe that is full and that somebody holds open and never reads. */
  private List<String> blocked() {
    Path pipe = folder.resolve("stderr");
    return List.of(
        "sh",
        "-c",
        "mkfifo "
            + pipe
            + " && exec 3<>"
            + pipe
            + " && head -c 65536 /dev/zero >&3 && exec \"$@\" 2>&3 3<&-",
        "blocked");
  }

  @Test
  void closedOutputEndsNothing() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            List.of("sh", "-c", "exec \"$@\" >&- 2>&-", "closed"),
            bareMetal("sleep=1500 poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }
}
