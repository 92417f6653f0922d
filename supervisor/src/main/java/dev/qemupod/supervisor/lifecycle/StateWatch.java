package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.qmp.RunState;
import java.lang.System.Logger.Level;
import java.time.Instant;

/** What each new run state of the VM asks for. Owned by the event loop. */
final class StateWatch {
  private final Log log;
  private final ViewBoard board;
  private final Tally tally;
  private final StopControl stop;
  private final ReadyWatch ready;
  private final IoErrorRetry ioRetry = new IoErrorRetry();

  StateWatch(Log log, ViewBoard board, Tally tally, StopControl stop, ReadyWatch ready) {
    this.log = log;
    this.board = board;
    this.tally = tally;
    this.stop = stop;
    this.ready = ready;
  }

  /** Takes the state over, and does what it asks for; tells whether it is a new one. */
  boolean known(VmRun run, RunState state, Instant now) {
    // Told by a qemu that has ended since: its last event counts, but nothing runs any more.
    if (run.ended().isPresent() && state == RunState.RUNNING) {
      return false;
    }
    if (!run.stateIs(state, now)) {
      return false;
    }
    board.event(now, "state " + state.qapiName());
    log.event(Level.INFO, "The VM is " + state.qapiName() + ".", RunEvents.state(state));
    switch (state) {
      case RUNNING -> {
        board.reached(StartupStage.RUNNING, now);
        if (!run.watched()) {
          ready.running(run);
        }
      }
      case PRELAUNCH -> run.session().ifPresent(QmpSession::resume);
      case SHUTDOWN -> {
        run.shutdownCause(true, "guest-shutdown");
        stop.finish(run, now);
      }
      case GUEST_PANICKED, INTERNAL_ERROR, WATCHDOG -> {
        tally.pause(state.qapiName());
        stop.finish(run, now);
      }
      case PAUSED, IO_ERROR, SUSPENDED -> {
        tally.pause(state.qapiName());
        ioRetry.stopped(now);
      }
      case DEBUG, INMIGRATE, POSTMIGRATE, FINISH_MIGRATE, RESTORE_VM, SAVE_VM, COLO -> {
        // Passing states that nothing needs to be done about.
      }
    }
    return true;
  }

  /** Resumes a VM that was stopped by a disk's error, if it is time to try. */
  void tick(VmRun run, Instant now) {
    boolean held = run.state().filter(state -> state == RunState.IO_ERROR).isPresent();
    if (held && ioRetry.due(now)) {
      run.session().ifPresent(QmpSession::resume);
    }
  }
}
