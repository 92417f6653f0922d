package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.lifecycle.RunEnd.StopRequest;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.qmp.RunState;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Stops a VM: a running one by the shutdown ladder, one whose guest is already down by telling the
 * waiting qemu to quit. Owned by the event loop.
 */
final class StopControl {
  private static final Duration QUIT_PATIENCE = Duration.ofSeconds(3);

  private final Duration budget;
  private final Log log;
  private final ViewBoard board;
  private final Tally tally;
  private Optional<ShutdownLadder> ladder = Optional.empty();
  private Instant requestedAt = Instant.EPOCH;
  private Optional<Instant> guestDownAt = Optional.empty();
  private int finishingSteps;

  StopControl(Duration budget, Log log, ViewBoard board, Tally tally) {
    this.budget = budget;
    this.log = log;
    this.board = board;
    this.tally = tally;
  }

  /** Whether a stop was asked for. */
  boolean requested() {
    return ladder.isPresent();
  }

  /** Asks for a stop; the second time, skips to quit. */
  void request(String signal, Instant now) {
    board.event(now, "SIG" + signal);
    if (ladder.isPresent()) {
      log.warning("SIG" + signal + " again: the guest is not waited for any longer.");
      ladder.get().hurry(Duration.between(requestedAt, now));
      return;
    }
    log.event(
        Level.INFO,
        "SIG" + signal + ": asking the guest to shut down, at most " + budget.toSeconds() + " s.",
        RunEvents.named("stop", "signal", signal));
    requestedAt = now;
    ladder = Optional.of(new ShutdownLadder(budget));
  }

  /** The guest can write no more: there is nothing to wait for. */
  void frozen(Instant now) {
    if (guestDownAt.isEmpty() && ladder.isPresent()) {
      ladder.get().hurry(Duration.between(requestedAt, now));
    }
  }

  /** The guest is down, qemu waits: lets it quit. */
  void finish(VmRun run, Instant now) {
    if (guestDownAt.isEmpty()) {
      guestDownAt = Optional.of(now);
      finishingSteps = 0;
      run.session().ifPresent(QmpSession::quit);
    }
  }

  /** A new qemu was started. */
  void forgetGuest() {
    guestDownAt = Optional.empty();
  }

  /** Takes the steps that are due. */
  void tick(VmRun run, Instant now) {
    if (run.ended().isPresent()) {
      return;
    }
    if (guestDownAt.isPresent()) {
      escalate(run, Duration.between(guestDownAt.get(), now));
    }
    if (ladder.isPresent()) {
      ladder
          .get()
          .due(Duration.between(requestedAt, now), canPress(run), canFreeze(run))
          .ifPresent(step -> take(step, run, now));
    }
  }

  /** A guest that is down has no use for its button; the ladder's end still bounds the wait. */
  private boolean canPress(VmRun run) {
    return guestDownAt.isEmpty() && run.session().isPresent();
  }

  /** A guest that does not run can not answer, and one that writes to a full disk should not. */
  private boolean canFreeze(VmRun run) {
    return canPress(run)
        && run.agent().isUp()
        && run.state().filter(state -> state == RunState.RUNNING).isPresent();
  }

  /** When the next step of a stop that was asked for is due at the latest. */
  Duration nextDue(VmRun run, Instant now) {
    if (run.ended().isPresent()) {
      return Duration.ofSeconds(1);
    }
    return ladder.orElseThrow().nextDue(Duration.between(requestedAt, now), canPress(run));
  }

  private void escalate(VmRun run, Duration waited) {
    if (finishingSteps == 0 && waited.compareTo(QUIT_PATIENCE) >= 0) {
      finishingSteps = 1;
      log.warning("The guest is down, but qemu does not quit: SIGTERM.");
      run.terminate();
    } else if (finishingSteps == 1 && waited.compareTo(QUIT_PATIENCE.multipliedBy(2)) >= 0) {
      finishingSteps = 2;
      log.error("The guest is down, but qemu does not end: SIGKILL.");
      run.kill();
    }
  }

  private void take(ShutdownLadder.Step step, VmRun run, Instant now) {
    switch (step) {
      case POWER_BUTTON -> {
        run.stopping(StopRequest.GRACEFUL);
        boolean resumeFirst = run.state().map(StopControl::stopped).orElse(false);
        run.session().ifPresent(session -> session.powerButton(resumeFirst));
        run.agent().watch().ifPresent(AgentWatch::requestShutdown);
      }
      case FREEZE -> {
        log.info("The guest did not shut down in time: asking its agent to freeze its disks.");
        run.agent().freeze(new Freeze.Asked());
        run.agent().watch().ifPresent(watch -> watch.requestFreeze(ShutdownLadder.LONGEST_FREEZE));
      }
      case QUIT -> {
        run.stopping(StopRequest.FORCED);
        log.warning(
            (guestDownAt.isPresent()
                    ? "The guest is down, but qemu is not"
                    : "The guest did not shut down in time")
                + ": telling qemu to quit.");
        run.session().ifPresentOrElse(QmpSession::quit, run::terminate);
      }
      case TERMINATE -> {
        run.stopping(StopRequest.FORCED);
        log.warning("qemu did not quit: SIGTERM.");
        run.terminate();
      }
      case KILL -> {
        run.stopping(StopRequest.FORCED);
        log.error("qemu did not end: SIGKILL.");
        run.kill();
      }
    }
    tally.shutdownRequest(step.method());
    board.event(now, "shutdown step " + step.method());
  }

  private static boolean stopped(RunState state) {
    return state == RunState.PAUSED || state == RunState.IO_ERROR || state == RunState.PRELAUNCH;
  }
}
