package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.RunEnd.StopRequest;
import dev.qemupod.supervisor.process.ExitStatus;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunEndJudgeTest {
  private static final ExitStatus ZERO = new ExitStatus.Exited(0);

  static Stream<Arguments> endings() {
    return Stream.of(
        row("guest poweroff", ZERO, true, "guest-shutdown", StopRequest.NONE, 0, "POWEROFF"),
        row("asked poweroff", ZERO, true, "guest-shutdown", StopRequest.GRACEFUL, 0, "STOPPED"),
        row("poweroff at the last", ZERO, true, "guest-shutdown", StopRequest.FORCED, 0, "STOPPED"),
        row("quit by the ladder", ZERO, true, "host-qmp-quit", StopRequest.FORCED, 83, "STOPPED"),
        row("TERM by the ladder", ZERO, true, "host-signal", StopRequest.FORCED, 83, "STOPPED"),
        row("KILL by the ladder", sig(9), true, "", StopRequest.FORCED, 83, "STOPPED"),
        row("guest reset, exit", ZERO, true, "guest-reset", StopRequest.NONE, 84, "REBOOT"),
        row("panic", ZERO, true, "guest-panic", StopRequest.NONE, 82, "PANIC"),
        row("panic while stopping", ZERO, true, "guest-panic", StopRequest.GRACEFUL, 82, "PANIC"),
        row("panic, then killed", sig(9), true, "guest-panic", StopRequest.FORCED, 82, "PANIC"),
        row("a foreign TERM to qemu", ZERO, true, "host-signal", StopRequest.NONE, 81, "CRASH"),
        row("a foreign quit", ZERO, true, "host-qmp-quit", StopRequest.NONE, 81, "CRASH"),
        row("exit 0 without a word", ZERO, true, "", StopRequest.NONE, 81, "CRASH"),
        row("exit 1 later", new ExitStatus.Exited(1), true, "", StopRequest.NONE, 81, "CRASH"),
        row("SEGV later", sig(11), true, "", StopRequest.NONE, 139, "CRASH"),
        row("KILL later", sig(9), true, "", StopRequest.NONE, 137, "CRASH"),
        row("ABRT later", sig(6), true, "", StopRequest.NONE, 134, "CRASH"),
        row("KILL while asked", sig(9), true, "", StopRequest.GRACEFUL, 137, "CRASH"),
        row("exit 1 at start", exit(1), false, "", StopRequest.NONE, 80, "START_FAILED"),
        row("exit 0 at start", ZERO, false, "", StopRequest.NONE, 80, "START_FAILED"),
        row("ABRT at start", sig(6), false, "", StopRequest.NONE, 80, "START_FAILED"),
        row("KILL at start", sig(9), false, "", StopRequest.NONE, 137, "START_FAILED"),
        row("SEGV at start", sig(11), false, "", StopRequest.NONE, 139, "START_FAILED"));
  }

  @ParameterizedTest(name = "{0}: {5}")
  @MethodSource("endings")
  void everyEndHasItsCode(
      String name,
      ExitStatus status,
      boolean qmp,
      String cause,
      StopRequest stop,
      int code,
      String kind) {
    RunVerdict verdict = RunEndJudge.judge(end(status, qmp, cause, stop, "running"));

    assertEquals(code, verdict.ending().code());
    assertEquals(RunVerdict.Kind.valueOf(kind), verdict.kind());
  }

  static Stream<Arguments> freezes() {
    return Stream.of(
        Arguments.of(new Freeze.NotAsked(), "Its file systems were not frozen before."),
        Arguments.of(new Freeze.Asked(), "Its agent did not freeze its file systems in time."),
        Arguments.of(
            new Freeze.Failed("the guest agent refused guest-fsfreeze-freeze: no"),
            "Its file systems were not frozen before: the guest agent refused"
                + " guest-fsfreeze-freeze: no."),
        Arguments.of(new Freeze.Frozen(2), "Its agent had frozen its file systems before (2)."));
  }

  @ParameterizedTest
  @MethodSource("freezes")
  void aCutTellsWhetherTheFileSystemsWereFrozen(Freeze freeze, String sentence) {
    RunEnd cut =
        new RunEnd(
            ZERO,
            true,
            Optional.of("host-qmp-quit"),
            false,
            StopRequest.FORCED,
            false,
            freeze,
            "running",
            List.of());

    assertEquals(
        "The guest did not shut down in time and was killed: its power was cut. " + sentence,
        RunEndJudge.judge(cut).ending().message());
  }

  @Test
  void aFailedStartQuotesQemusLastWords() {
    RunEnd end =
        new RunEnd(
            exit(1),
            false,
            Optional.empty(),
            false,
            StopRequest.NONE,
            false,
            new Freeze.NotAsked(),
            "",
            List.of("first", "qemu-system-x86_64: -drive: no such file"));

    String message = RunEndJudge.judge(end).ending().message();

    assertEquals(
        "qemu failed to start: it exited with code 1; its last words: "
            + "qemu-system-x86_64: -drive: no such file.",
        message);
  }

  @ParameterizedTest(name = "{0}, {1}: {2}")
  @CsvSource({
    "guest-shutdown, NONE, 0, POWEROFF",
    "guest-shutdown, GRACEFUL, 0, STOPPED",
    "guest-shutdown, FORCED, 0, STOPPED",
    "guest-reset, NONE, 84, REBOOT",
  })
  void aQemuThatHungAfterItsGuestsEndDoesNotChangeThatEnd(
      String cause, StopRequest stop, int code, RunVerdict.Kind kind) {
    RunVerdict verdict = RunEndJudge.judge(signalledAfter(cause, stop, true));

    assertEquals(code, verdict.ending().code());
    assertEquals(kind, verdict.kind());
    assertTrue(verdict.ending().message().endsWith("had to be killed."));
  }

  @Test
  void aQemuThatSomebodyElseKilledAfterItsGuestsEndDied() {
    RunEnd end = signalledAfter("guest-shutdown", StopRequest.GRACEFUL, false);

    assertEquals(137, RunEndJudge.judge(end).ending().code());
  }

  private static RunEnd signalledAfter(String cause, StopRequest stop, boolean byUs) {
    return new RunEnd(
        sig(9),
        true,
        Optional.of(cause),
        false,
        stop,
        byUs,
        new Freeze.NotAsked(),
        "shutdown",
        List.of());
  }

  @Test
  void anInternalErrorIsACrashWhateverEndedIt() {
    RunVerdict verdict =
        RunEndJudge.judge(end(ZERO, true, "host-qmp-quit", StopRequest.NONE, "internal-error"));

    assertEquals(81, verdict.ending().code());
    assertTrue(verdict.ending().message().contains("internal error"));
  }

  @Test
  void anExpiredWatchdogIsACrashEvenDuringAStop() {
    for (StopRequest stop : StopRequest.values()) {
      RunVerdict verdict = RunEndJudge.judge(end(ZERO, true, "host-qmp-quit", stop, "watchdog"));

      assertEquals(81, verdict.ending().code());
      assertEquals("WatchdogExpired", verdict.ending().reason());
      assertEquals(RunVerdict.Kind.CRASH, verdict.kind());
    }
  }

  private static RunEnd end(
      ExitStatus status, boolean qmp, String cause, StopRequest stop, String state) {
    Optional<String> shutdown = cause.isEmpty() ? Optional.empty() : Optional.of(cause);
    return new RunEnd(
        status, qmp, shutdown, false, stop, false, new Freeze.NotAsked(), state, List.of());
  }

  private static Arguments row(
      String name,
      ExitStatus status,
      boolean qmp,
      String cause,
      StopRequest stop,
      int code,
      String kind) {
    return Arguments.of(name, status, qmp, cause, stop, code, kind);
  }

  private static ExitStatus exit(int code) {
    return new ExitStatus.Exited(code);
  }

  private static ExitStatus sig(int signal) {
    return new ExitStatus.Signalled(signal);
  }
}
