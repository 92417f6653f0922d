package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.process.ExitStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps the lifecycle's QMP connection: takes it over, makes it anew when it is lost, and asks for
 * the VM's state over it, now and then. Owned by the event loop.
 */
final class QmpLink {
  private static final Duration STATUS_INTERVAL = Duration.ofSeconds(5);
  private static final Duration RECONNECT = Duration.ofSeconds(1);

  private final Log log;
  private final ViewBoard board;
  private final RunStarter starter;
  private Instant nextStatus = Instant.MIN;
  private Optional<Instant> reconnectAt = Optional.empty();
  private boolean newerTold;

  QmpLink(Log log, ViewBoard board, RunStarter starter) {
    this.log = log;
    this.board = board;
    this.starter = starter;
  }

  /** Another qemu is started: the one before is not connected to any more. */
  void forget() {
    reconnectAt = Optional.empty();
  }

  /** The connection was negotiated. */
  void connected(VmRun run, QmpSession session, Instant now) {
    boolean again = run.qmpCameUp();
    run.connected(session);
    board.reached(StartupStage.QMP, now);
    board.event(now, "QMP up, qemu " + session.version());
    log.info("QMP is up" + (again ? " again" : "") + ": qemu " + session.version() + ".");
    tellIfNewer(session);
    session.queryStatus();
    session.queryAgentChannel();
    if (run.ignition().view().isPresent()) {
      session.queryJournalChannel();
    }
    nextStatus = now.plus(STATUS_INTERVAL);
  }

  private void tellIfNewer(QmpSession session) {
    if (session.newerThanTested() && !newerTold) {
      newerTold = true;
      log.warning(
          "qemu "
              + session.version()
              + " is newer than the newest that this supervisor was tested with ("
              + session.newestTested()
              + "): most likely it works; if it does not, use that one.");
    }
  }

  /** The connection could not be negotiated; how the supervisor ends, if it must. */
  Optional<Ending> refused(VmRun run, String reason, Instant now) throws InterruptedException {
    board.event(now, "QMP refused");
    if (run.qmpCameUp()) {
      log.warning("QMP can not be reached again yet: " + reason);
      reconnectAt = Optional.of(now.plus(RECONNECT));
      return Optional.empty();
    }
    return Optional.of(
        new Ending(
            ExitCode.START_FAILED.code(),
            "QmpUnavailable",
            "qemu started, but QMP can not be spoken with it: " + reason,
            Optional.empty(),
            "",
            run.end(new ExitStatus.Signalled(9)).stderrTail()));
  }

  /** The connection ended, and with it perhaps qemu, which will be known soon. */
  void lost(VmRun run, String reason, Instant now) {
    run.disconnected();
    board.event(now, "QMP lost");
    if (run.ended().isEmpty()) {
      log.debug("QMP: " + reason);
      reconnectAt = Optional.of(now.plus(RECONNECT));
    }
  }

  /** Connects again, or asks for the state, if it is time; tells whether it asked. */
  boolean tick(VmRun run, Instant now) {
    // Not at once: a qemu that ends its connections would be connected to without a pause.
    if (reconnectAt.isPresent() && !reconnectAt.get().isAfter(now)) {
      reconnectAt = Optional.empty();
      starter.connect(run);
    }
    if (run.session().isEmpty() || nextStatus.isAfter(now)) {
      return false;
    }
    nextStatus = now.plus(STATUS_INTERVAL);
    run.session().get().queryStatus();
    return true;
  }
}
