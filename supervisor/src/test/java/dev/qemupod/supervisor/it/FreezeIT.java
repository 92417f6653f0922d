package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.guest;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Guests that ignore every request to shut down while what they wrote is in their cache still: the
 * agent's freeze brings it to the disk before the power is cut, and no agent moves that moment.
 */
class FreezeIT {
  private static final int BUDGET_SECONDS = 8;

  @TempDir Path folder;

  @BeforeEach
  void makeDisk() throws Exception {
    try (RandomAccessFile disk = new RandomAccessFile(disk(), "rw")) {
      disk.setLength(64 << 20);
    }
  }

  @Test
  void whatWasWrittenIsOnTheDiskThoughThePowerWasCut() throws Exception {
    String written;
    try (SupervisorProcess vm = stubborn()) {
      written = written(vm);
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
      assertTrue(
          vm.lastLogLine().contains("Its agent had frozen its file systems before (1)."),
          vm::story);
      assertTrue(vm.log().contains("asking its agent to freeze its disks"), vm::story);
    }
    assertEquals("READ " + written, readAfterwards());
  }

  /** What makes the other test prove something: without the freeze, it is lost. */
  @Test
  void aSecondTermCutsAtOnceAndTheCacheIsLost() throws Exception {
    String written;
    try (SupervisorProcess vm = stubborn()) {
      written = written(vm);
      vm.terminate();
      vm.awaitConsole("GUEST-POWERBUTTON-IGNORED");
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("Its file systems were not frozen before."), vm::story);
      assertFalse(vm.log().contains("freeze its disks"), vm::story);
    }
    assertFalse(readAfterwards().contains(written));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "agent-stop, GUEST-AGENT-STOPPED",
    "agent-freeze, GUEST-AGENT-FROZEN",
    "agent-lie, GUEST-AGENT-LIES",
    "agent-flood, GUEST-AGENT-FLOODS"
  })
  void anAgentThatIsNoneDelaysNothing(String command, String done) throws Exception {
    try (SupervisorProcess vm = stubborn()) {
      vm.type(command);
      vm.awaitConsole(done);
      long started = System.nanoTime();
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
      long millis = (System.nanoTime() - started) / 1_000_000;
      assertTrue(millis < BUDGET_SECONDS * 1000, "it took " + millis + " ms" + vm.story());
      assertFalse(vm.lastLogLine().contains("had frozen"), vm::story);
    }
  }

  /** One that shuts down for nobody, not even for its agent. */
  private SupervisorProcess stubborn() throws Exception {
    Map<String, String> variables =
        with(
            microLinux(),
            Map.of(
                "QEMU_INITRD",
                guest("micro-linux/initrd-agent.gz"),
                "QEMU_HDA",
                disk(),
                "QEMU_HDA_FORMAT",
                "raw",
                "QEMU_SHUTDOWN_TIMEOUT",
                BUDGET_SECONDS + "s"));
    SupervisorProcess vm = SupervisorProcess.start(variables);
    vm.awaitConsole("GUEST-READY");
    vm.awaitLog("The guest agent answers.");
    vm.type("agent-ignore-shutdown");
    vm.awaitConsole("GUEST-AGENT-IGNORES-SHUTDOWN");
    vm.type("ignore-button");
    vm.awaitConsole("GUEST-IGNORES-BUTTON");
    return vm;
  }

  /** Has it write a file; what that is. */
  private static String written(SupervisorProcess vm) throws Exception {
    vm.type("write-file 8");
    return vm.awaitConsoleLine("GUEST-FILE-WRITTEN ");
  }

  private String readAfterwards() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(microLinux(), Map.of("QEMU_HDA", disk(), "QEMU_HDA_FORMAT", "raw")))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("read-file");
      String line = vm.awaitConsoleLine("GUEST-FILE-");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      return line;
    }
  }

  private String disk() {
    return folder.resolve("disk.raw").toString();
  }
}
