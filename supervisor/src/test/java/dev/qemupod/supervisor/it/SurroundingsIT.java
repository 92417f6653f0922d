package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ports that are taken, odd environments, and what must not be left behind. */
class SurroundingsIT {
  @TempDir Path folder;

  /** A qemu that first writes down its process id and its arguments. */
  private String stub(String command) throws Exception {
    Path stub = folder.resolve("qemu");
    Files.writeString(
        stub,
        "#!/bin/sh\necho \"$@\" > "
            + folder.resolve("arguments")
            + "\necho $$ > "
            + folder.resolve("pid")
            + "\n"
            + command
            + "\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    return stub.toString();
  }

  private void nothingIsLeft() throws Exception {
    long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    assertFalse(ProcessHandle.of(pid).isPresent(), "qemu outlived the supervisor");
    String arguments = Files.readString(folder.resolve("arguments"));
    int end = arguments.indexOf("/qmp.sock");
    int start = arguments.lastIndexOf('=', end) + 1;
    Path runtime = Path.of(arguments.substring(start, end));
    assertTrue(runtime.getFileName().toString().startsWith("qemu-pod-"), arguments);
    assertTrue(Files.notExists(runtime), runtime + " is left behind");
  }

  @Test
  void aTakenHttpPortIsNamedAndNothingIsLeft() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        SupervisorProcess vm =
            SupervisorProcess.start(
                with(
                    bareMetal("idle"),
                    Map.of(
                        "QEMU_BIN",
                        stub("exec qemu-system-x86_64 \"$@\""),
                        "QEMU_HTTP",
                        ":" + taken.getLocalPort())))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("QEMU_HTTP"), vm::story);
      assertTrue(vm.lastLogLine().contains(":" + taken.getLocalPort()), vm::story);
      nothingIsLeft();
    }
  }

  @Test
  void aTakenForwardedPortIsNamedAndNothingIsLeft() throws Exception {
    try (ServerSocket taken = new ServerSocket(0);
        SupervisorProcess vm =
            SupervisorProcess.start(
                with(
                    bareMetal("idle"),
                    Map.of(
                        "QEMU_BIN",
                        stub("exec qemu-system-x86_64 \"$@\""),
                        "QEMU_PORTS",
                        taken.getLocalPort() + ":80/tcp")))) {
      assertEquals(80, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains(Integer.toString(taken.getLocalPort())), vm::story);
      nothingIsLeft();
    }
  }

  @Test
  void aStopWhileQmpIsNotThereYetEndsWithinTheBudgetAndLeavesNothing() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                bareMetal("idle"),
                Map.of("QEMU_BIN", stub("exec sleep 600"), "QEMU_SHUTDOWN_TIMEOUT", "3s")))) {
      vm.awaitLog("Plan:");
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
      nothingIsLeft();
    }
  }

  @Test
  void aHostNameOfSixtyFourCharactersIsNoObstacle() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            List.of(
                "unshare",
                "--uts",
                "sh",
                "-c",
                "hostname " + "h".repeat(64) + "; exec \"$@\"",
                "-"),
            bareMetal("poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aForeignVariableThatIsNoTextIsNoObstacle() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            List.of("sh", "-c", "export JUNK=\"$(printf '\\377\\376')\"; exec \"$@\"", "-"),
            bareMetal("poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aVariableThatIsNoTextIsNamed() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            List.of("sh", "-c", "export QEMU_HOSTNAME=\"$(printf 'a\\377b')\"; exec \"$@\"", "-"),
            bareMetal("poweroff"))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("QEMU_HOSTNAME"), vm::story);
    }
  }

  @Test
  void aTinySharedMemoryAndAHiddenInitAreNoObstacle() throws Exception {
    String hide = "mount -t tmpfs -o size=64k none /dev/shm && mount -t tmpfs none /proc/1";
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(
            List.of("unshare", "--mount", "sh", "-c", hide + " && exec \"$@\"", "-"),
            bareMetal("poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }
}
