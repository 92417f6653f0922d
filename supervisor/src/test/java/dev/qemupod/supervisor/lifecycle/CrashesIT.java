package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.qmp.FakeQmpServer.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** qemu dies, at once and much later, once and again and again. */
@Timeout(60)
class CrashesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Exits with 1 and a word when it gets SIGTERM. */
  private static final List<String> MORTAL =
      List.of("sh", "-c", "trap 'echo last words >&2; exit 1' TERM; read line");

  private static final Script ANSWERS =
      session -> {
        session.negotiate();
        session.reply(session.receive(), "{\"status\": \"running\"}");
        session.awaitClient();
      };

  @TempDir Path folder;

  private StubbedSupervisor start(Map<String, String> environment, List<String> qemu, int monitors)
      throws Exception {
    Script[] scripts = new Script[monitors];
    Arrays.fill(scripts, ANSWERS);
    return new StubbedSupervisor(environment, folder, PATIENCE, qemu, scripts);
  }

  private static void kill(StubbedSupervisor vm, String signal) throws Exception {
    long pid = vm.await("running", VmView::everRunning).qemuPid().orElseThrow();
    if (signal.equals("TERM")) {
      // QMP is another's: the shell may not have come to its trap yet.
      vm.await("catching TERM", view -> catchesTerm(pid));
    }
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor());
  }

  /** By SigCgt of proc_pid_status(5), whose lowest bit is signal 1. */
  private static boolean catchesTerm(long pid) {
    try {
      String status = Files.readString(Path.of("/proc/" + pid + "/status"));
      String caught = status.split("\nSigCgt:\\s*", 2)[1].split("\n", 2)[0];
      return (Long.parseUnsignedLong(caught, 16) >> 14 & 1) == 1;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  @Test
  void anExitAfterAnHourIsACrashWithItsLastWords() throws Exception {
    try (StubbedSupervisor vm = start(Map.of(), MORTAL, 1)) {
      vm.await("running", VmView::everRunning);
      vm.advance(Duration.ofHours(1));
      kill(vm, "TERM");
      Ending ending = vm.awaitEnding();
      assertEquals(81, ending.code(), vm::log);
      assertTrue(ending.message().contains("last words"), ending::message);
      assertTrue(vm.log().contains("qemu: last words"), vm::log);
    }
  }

  @Test
  void anExitBeforeQmpIsAFailedStartWithItsLastWords() throws Exception {
    List<String> dies = List.of("sh", "-c", "echo no such device >&2; exit 1");
    try (StubbedSupervisor vm = start(Map.of("QEMU_ON_CRASH", "restart"), dies, 0)) {
      Ending ending = vm.awaitEnding();
      assertEquals(80, ending.code(), vm::log);
      assertTrue(ending.message().contains("no such device"), ending::message);
    }
  }

  @Test
  void aQemuThatTheKernelKilledForItsMemoryIsToldSo() throws Exception {
    try (StubbedSupervisor vm = start(Map.of(), MORTAL, 1)) {
      vm.await("running", VmView::everRunning);
      vm.usage(PodUsages.oomKills(1));
      kill(vm, "KILL");
      Ending ending = vm.awaitEnding();
      assertEquals(137, ending.code(), vm::log);
      assertEquals("OomKilled", ending.reason());
    }
  }

  @Test
  void theFifthQuickCrashInARowEndsTheRestarts() throws Exception {
    try (StubbedSupervisor vm = start(Map.of("QEMU_ON_CRASH", "restart"), MORTAL, 5)) {
      for (long crash = 1; crash <= 5; crash++) {
        long restarts = crash - 1;
        vm.await(
            "started again",
            view ->
                view.everRunning()
                    && view.qemuPid().isPresent()
                    && view.counters().restarts().getOrDefault("crash", 0L) == restarts);
        kill(vm, "SEGV");
        if (crash < 5) {
          vm.await(
              "counted",
              view -> view.counters().restarts().getOrDefault("crash", 0L) == restarts + 1);
          vm.advance(Duration.ofMinutes(1));
        }
      }
      Ending ending = vm.awaitEnding();
      assertEquals(139, ending.code(), vm::log);
      assertTrue(ending.message().contains("gives up"), ending::message);
    }
  }

  @Test
  void aCrashAfterAnHourIsForgiven() throws Exception {
    try (StubbedSupervisor vm = start(Map.of("QEMU_ON_CRASH", "restart"), MORTAL, 7)) {
      for (long crash = 1; crash <= 6; crash++) {
        long count = crash;
        vm.await("running", view -> view.everRunning() && view.qemuPid().isPresent());
        vm.advance(Duration.ofHours(1));
        kill(vm, "SEGV");
        vm.await("counted", view -> view.counters().restarts().getOrDefault("crash", 0L) == count);
        assertTrue(vm.log().contains("Starting it again in 1 s"), vm::log);
        vm.advance(Duration.ofMinutes(1));
      }
      vm.await("running", view -> view.everRunning() && view.qemuPid().isPresent());
    }
  }
}
