package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qemupod.supervisor.qmp.FakeQmpServer;
import dev.qemupod.supervisor.qmp.FakeQmpServer.Script;
import dev.qemupod.supervisor.qmp.FakeQmpServer.Session;
import dev.qemupod.supervisor.qmp.RunState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a monitor can do wrong, and what the whole lifecycle makes of it. */
@Timeout(60)
class QmpFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HASTE = Duration.ofMillis(500);
  private static final Script ANSWER = session -> answerAll(session, "running");

  @TempDir Path folder;

  private StubbedSupervisor start(Duration qmpPatience, Script... monitor) throws IOException {
    return new StubbedSupervisor(Map.of(), folder, qmpPatience, StubbedSupervisor.IDLE, monitor);
  }

  private static void answerAll(Session session, String status) throws IOException {
    session.negotiate();
    answer(session, status);
  }

  private static void answer(Session session, String status) throws IOException {
    for (JsonNode request = session.receiveOrNull();
        request != null;
        request = session.receiveOrNull()) {
      session.reply(request, "{\"status\": \"" + status + "\"}");
    }
  }

  private static boolean runs(VmView view) {
    return view.runState().equals(Optional.of(RunState.RUNNING)) && view.qmpUp();
  }

  @Test
  void aMonitorThatNeverGreetsIsGivenUp() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (StubbedSupervisor vm = start(HASTE, session -> over.await())) {
      Ending ending = vm.awaitEnding();
      assertEquals(80, ending.code(), vm::log);
      assertTrue(ending.message().contains("no greeting"), ending::message);
      over.countDown();
    }
  }

  @Test
  void noMonitorAtAllIsGivenUp() throws Exception {
    try (StubbedSupervisor vm = start(HASTE)) {
      Ending ending = vm.awaitEnding();
      assertEquals(80, ending.code(), vm::log);
      assertTrue(ending.message().contains("cannot connect"), ending::message);
    }
  }

  @Test
  void aStopBeforeQmpEndsWithinItsBudget() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (StubbedSupervisor vm = start(PATIENCE, session -> over.await())) {
      vm.await("launched", view -> view.qemuPid().isPresent());
      vm.signal("TERM");
      vm.await("stopping", view -> view.phase() == Phase.STOPPING);
      vm.advance(Duration.ofSeconds(50));
      assertEquals(83, vm.awaitEnding().code(), vm::log);
      over.countDown();
    }
  }

  @Test
  void aLateGreetingIsWaitedFor() throws Exception {
    CountDownLatch late = new CountDownLatch(1);
    Script lateGreeting =
        session -> {
          late.await();
          ANSWER.run(session);
        };
    try (StubbedSupervisor vm = start(PATIENCE, lateGreeting)) {
      vm.await("launched", view -> view.qemuPid().isPresent());
      vm.advance(Duration.ofSeconds(90));
      assertTrue(vm.live().ok(), () -> vm.live().reason());
      vm.advance(Duration.ofSeconds(60));
      assertFalse(vm.live().ok(), "livez is silent about a qemu that never offers QMP");
      late.countDown();
      vm.await("running", QmpFaultsIT::runs);
      assertTrue(vm.live().ok(), () -> vm.live().reason());
    }
  }

  @Test
  void aQemuThatIsNewerThanAnyTestedIsSaidSoOnce() throws Exception {
    String newer = FakeQmpServer.GREETING.replace("\"major\": 7", "\"major\": 99");
    CountDownLatch again = new CountDownLatch(1);
    Script leaves =
        session -> {
          session.negotiate(newer);
          session.reply(session.receive(), "{\"status\": \"running\"}");
        };
    Script stays =
        session -> {
          session.negotiate(newer);
          again.countDown();
          answer(session, "running");
        };
    try (StubbedSupervisor vm = start(PATIENCE, leaves, stays)) {
      vm.await("running", VmView::everRunning);
      for (int turn = 0; turn < 300 && !again.await(100, TimeUnit.MILLISECONDS); turn++) {
        vm.advance(Duration.ofSeconds(2));
      }
      vm.await("running again", QmpFaultsIT::runs);
      assertEquals(1, vm.log().split("is newer than the newest", -1).length - 1, vm::log);
      assertTrue(vm.log().contains("(11.1)"), vm::log);
    }
  }

  @Test
  void aQemuThatIsTooOldIsNamed() throws Exception {
    String old =
        FakeQmpServer.GREETING.replace("\"minor\": 2, \"major\": 7", "\"minor\": 1, \"major\": 2");
    try (StubbedSupervisor vm = start(PATIENCE, session -> session.negotiate(old))) {
      Ending ending = vm.awaitEnding();
      assertEquals(80, ending.code(), vm::log);
      assertTrue(ending.message().contains("2.1.22"), ending::message);
    }
  }

  /** What comes instead of an answer; after each the connection is of no use any more. */
  enum Nonsense {
    GARBAGE,
    INVALID_UTF_8,
    HALF_A_MESSAGE,
    FIFTY_MEGABYTES,
    AN_ERROR_WITHOUT_ID,
    THE_END;

    void send(Session session) throws IOException {
      switch (this) {
        case GARBAGE -> session.send("garbage");
        case INVALID_UTF_8 ->
            session.sendBytes(
                "{\"return\": \"\u00ff\u00fe\"}\r\n".getBytes(StandardCharsets.ISO_8859_1));
        case HALF_A_MESSAGE -> session.sendBytes("{\"return\": {".getBytes(StandardCharsets.UTF_8));
        case FIFTY_MEGABYTES -> sendMegabytes(session, 50);
        case AN_ERROR_WITHOUT_ID ->
            session.send("{\"error\": {\"class\": \"X\", \"desc\": \"y\"}}");
        case THE_END -> {
          // The connection ends with the script.
        }
      }
    }

    private static void sendMegabytes(Session session, int count) throws IOException {
      byte[] spaces = new byte[1 << 20];
      Arrays.fill(spaces, (byte) ' ');
      try {
        for (int sent = 0; sent < count; sent++) {
          session.sendBytes(spaces);
        }
      } catch (IOException hungUp) {
        // Nobody has to read all of it.
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Nonsense.class)
  void aBrokenConnectionIsMadeAnewAfterAMomentAndTheStateStaysTrue(Nonsense nonsense)
      throws Exception {
    Script breaks =
        session -> {
          session.negotiate();
          session.reply(session.receive(), "{\"status\": \"running\"}");
          session.receive();
          nonsense.send(session);
        };
    try (StubbedSupervisor vm = start(PATIENCE, breaks, session -> answerAll(session, "paused"))) {
      vm.await("running", VmView::everRunning);
      vm.advance(Duration.ofSeconds(5));
      vm.await("without QMP", view -> String.join("", view.events()).contains("QMP lost"));
      assertTrue(vm.live().ok(), () -> vm.live().reason());
      vm.advance(Duration.ofSeconds(1));
      vm.await(
          "paused", view -> view.runState().equals(Optional.of(RunState.PAUSED)) && view.qmpUp());
      assertTrue(vm.view().qemuPid().isPresent(), vm::log);
    }
  }

  @Test
  void aMonitorThatEndsEveryConnectionIsNotConnectedToWithoutAPause() throws Exception {
    Script[] scripts = new Script[40];
    Arrays.fill(scripts, (Script) session -> {});
    scripts[0] =
        session -> {
          session.negotiate();
          session.reply(session.receive(), "{\"status\": \"running\"}");
        };
    try (StubbedSupervisor vm = start(PATIENCE, scripts)) {
      vm.await("refused", view -> vm.log().contains("can not be reached again yet"));
      long began = System.nanoTime();
      vm.await("refused thrice", view -> vm.log().split("reached again yet", -1).length > 3);
      assertTrue(System.nanoTime() - began > 1_500_000_000L, vm::log);
      vm.advance(Duration.ofSeconds(60));
      assertFalse(vm.live().ok(), "livez is silent about a QMP that is gone");
    }
  }

  @Test
  void silenceFailsTheLivenessProbeAfterHalfAMinuteAndAnAnswerHealsIt() throws Exception {
    CountDownLatch silence = new CountDownLatch(1);
    Script silent =
        session -> {
          session.negotiate();
          session.reply(session.receive(), "{\"status\": \"running\"}");
          silence.await();
          answer(session, "running");
        };
    try (StubbedSupervisor vm = start(PATIENCE, silent)) {
      vm.await("running", QmpFaultsIT::runs);
      vm.advance(Duration.ofSeconds(25));
      assertTrue(vm.live().ok(), () -> vm.live().reason());
      vm.advance(Duration.ofSeconds(10));
      vm.await("noticed", view -> !vm.live().ok());
      assertTrue(vm.live().reason().contains("QMP has not answered"), () -> vm.live().reason());
      silence.countDown();
      vm.await("alive again", view -> vm.live().ok());
    }
  }

  @Test
  void aStopOfASilentQemuEndsWithinItsBudget() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    Script silent =
        session -> {
          session.negotiate();
          session.reply(session.receive(), "{\"status\": \"running\"}");
          over.await();
        };
    try (StubbedSupervisor vm = start(PATIENCE, silent)) {
      vm.await("running", QmpFaultsIT::runs);
      vm.signal("TERM");
      vm.await("stopping", view -> view.phase() == Phase.STOPPING);
      vm.advance(Duration.ofSeconds(50));
      assertEquals(83, vm.awaitEnding().code(), vm::log);
      over.countDown();
    }
  }

  @Test
  void commandsThatFailLeaveTheVmAlone() throws Exception {
    Script failing =
        session -> {
          session.negotiate();
          session.reply(session.receive(), "{\"status\": \"running\"}");
          for (JsonNode request = session.receiveOrNull();
              request != null;
              request = session.receiveOrNull()) {
            session.fail(request, "GenericError", "not today");
          }
        };
    try (StubbedSupervisor vm = start(PATIENCE, failing)) {
      vm.await("running", QmpFaultsIT::runs);
      vm.advance(Duration.ofSeconds(5));
      vm.await("told", view -> vm.log().contains("not today"));
      assertTrue(runs(vm.view()), vm::log);
      vm.signal("TERM");
      vm.await("stopping", view -> view.phase() == Phase.STOPPING);
      vm.advance(Duration.ofSeconds(50));
      assertEquals(83, vm.awaitEnding().code(), vm::log);
    }
  }

  @Test
  void aFloodOfEventsKeepsItsOrderAndItsEnd() throws Exception {
    int flood = 100_000;
    Script flooding =
        session -> {
          session.negotiate();
          session.reply(session.receive(), "{\"status\": \"running\"}");
          for (int count = 0; count < flood; count++) {
            session.event(count % 2 == 0 ? "STOP" : "RESUME", "{}");
          }
          session.event("RESET", "{\"guest\": true, \"reason\": \"guest-reset\"}");
          session.event("SHUTDOWN", "{\"guest\": true, \"reason\": \"guest-shutdown\"}");
          answer(session, "shutdown");
        };
    try (StubbedSupervisor vm = start(PATIENCE, flooding)) {
      vm.await("reset", view -> view.counters().resets().containsKey("guest/guest-reset"));
      vm.await("down", view -> String.join("", view.events()).contains("SHUTDOWN"));
      String events = String.join("\n", vm.view().events());
      assertTrue(events.indexOf("RESET") < events.indexOf("SHUTDOWN"), events);
      assertTrue(vm.view().events().size() <= 50);
      vm.advance(Duration.ofSeconds(3));
      assertEquals(0, vm.awaitEnding().code(), vm::log);
    }
  }

  /**
   * What a guest can make as fast as it likes: a disk that fails, and a crash it lives on after.
   */
  @Test
  void aStormOfTheGuestsOwnMakingIsCountedAndFillsNoLog() throws Exception {
    int storm = 100_000;
    long began = System.nanoTime();
    Script storming =
        session -> {
          session.negotiate();
          session.reply(session.receive(), "{\"status\": \"running\"}");
          session.event("RESET", "{\"guest\": true, \"reason\": \"guest-reset\"}");
          for (int count = 0; count < storm; count++) {
            session.event(
                "BLOCK_IO_ERROR",
                "{\"device\": \"hda\", \"operation\": \"read\", \"action\": \"report\","
                    + " \"reason\": \"Input/output error\"}");
            session.event("GUEST_CRASHLOADED", "{\"action\": \"run\"}");
          }
          session.event("SHUTDOWN", "{\"guest\": true, \"reason\": \"guest-shutdown\"}");
          answer(session, "shutdown");
        };
    try (StubbedSupervisor vm = start(PATIENCE, storming)) {
      vm.await("down", view -> String.join("", view.events()).contains("SHUTDOWN"));
      // Not all of them: the queue between the reader and the loop is bounded.
      VmCounters counters = vm.view().counters();
      assertTrue(
          counters.ioErrors().getOrDefault("hda/read/report", 0L) > 1000, counters::toString);
      assertTrue(counters.panics().getOrDefault("crashloaded", 0L) > 1000, counters::toString);
      long most = 21 + Duration.ofNanos(System.nanoTime() - began).toSeconds() / 10;
      for (String line :
          List.of("Disk read error on hda: Input/output error", "GUEST_CRASHLOADED")) {
        long said = count(vm.log(), line);
        assertTrue(said >= 20 && said <= most, () -> line + ": " + said + ", at most " + most);
      }
      assertTrue(String.join("", vm.view().events()).contains("RESET"), vm.view()::toString);
      vm.advance(Duration.ofSeconds(3));
      assertEquals(0, vm.awaitEnding().code(), vm::log);
    }
  }

  private static long count(String log, String line) {
    return log.lines().filter(said -> said.contains(line)).count();
  }
}
