package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.qmp.QmpEvent;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;

/** What each event of qemu means for the run it belongs to. */
final class QmpEventHandler {
  private final Log log;
  private final ViewBoard board;
  private final Tally tally;
  private final AgentControl agent;
  private final IgnitionControl ignition;
  private final ResizeControl resize;

  /** A guest can have thousands of them a second; the counters hold them all. */
  private final BurstLimit ioErrors = new BurstLimit(20, Duration.ofSeconds(10));

  private final BurstLimit crashLoads = new BurstLimit(20, Duration.ofSeconds(10));

  QmpEventHandler(
      Log log,
      ViewBoard board,
      Tally tally,
      AgentControl agent,
      IgnitionControl ignition,
      ResizeControl resize) {
    this.log = log;
    this.board = board;
    this.tally = tally;
    this.agent = agent;
    this.ignition = ignition;
    this.resize = resize;
  }

  /** Takes the event over; true if the readiness gate must be watched anew. */
  boolean handle(VmRun run, QmpEvent event, Instant now) {
    switch (event.name()) {
      case "SHUTDOWN" -> {
        run.shutdownCause(event.flag("guest"), event.text("reason"));
        note(now, "SHUTDOWN " + event.text("reason"));
        askState(run);
      }
      case "STOP", "RESUME", "SUSPEND", "WAKEUP", "SUSPEND_DISK" -> {
        note(now, event.name());
        askState(run);
      }
      case "RESET" -> {
        return reset(run, event, now);
      }
      case "GUEST_PANICKED" -> {
        run.panicked();
        tally.panic(event.text("action"));
        log.event(
            Level.ERROR,
            "The guest panicked (GUEST_PANICKED, action " + event.text("action") + ").",
            RunEvents.named("panic", "action", event.text("action")));
        note(now, "GUEST_PANICKED");
      }
      case "GUEST_CRASHLOADED" -> {
        tally.panic("crashloaded");
        if (crashLoads.allows(now)) {
          String line = "The guest panicked and runs its crash kernel (GUEST_CRASHLOADED)";
          log.warning(line + heldBack(crashLoads) + ".");
          note(now, "GUEST_CRASHLOADED");
        }
      }
      case "WATCHDOG" -> {
        tally.watchdog(event.text("action"));
        log.warning("The guest's watchdog expired; action " + event.text("action") + ".");
        note(now, "WATCHDOG " + event.text("action"));
      }
      case "MEMORY_FAILURE" -> {
        tally.memoryFailure(event.text("recipient"), event.text("action"));
        log.error("Hardware memory error; " + event.text("action") + ".");
        note(now, "MEMORY_FAILURE " + event.text("action"));
      }
      case "VSERPORT_CHANGE" -> {
        if (event.text("id").equals(Device.GuestAgent.ID)) {
          agent.channel(run.agent(), event.flag("open"), now);
        } else if (event.text("id").equals(Device.IgnitionJournal.ID) && event.flag("open")) {
          ignition.opened(run.ignition());
        }
      }
      case "BLOCK_IO_ERROR" -> ioError(event, now);
      case "MEMORY_DEVICE_SIZE_CHANGE",
          "DEVICE_DELETED",
          "DEVICE_UNPLUG_GUEST_ERROR",
          "ACPI_DEVICE_OST" ->
          resize.heard(now);
      default -> {
        // Every event is counted by the observer; the others need nothing done.
      }
    }
    return false;
  }

  private boolean reset(VmRun run, QmpEvent event, Instant now) {
    if (!run.countsReset(now)) {
      return false;
    }
    tally.reset(event.flag("guest"), event.text("reason"));
    log.event(
        Level.INFO,
        "The guest was reset (" + event.text("reason") + ").",
        RunEvents.named("reset", "reason", event.text("reason")));
    note(now, "RESET " + event.text("reason"));
    agent.guestReset(run.agent(), now);
    ignition.guestReset(run.ignition());
    return true;
  }

  private void ioError(QmpEvent event, Instant now) {
    String device = event.text("device").isEmpty() ? event.text("node-name") : event.text("device");
    tally.ioError(device, event.text("operation"), event.text("action"));
    if (!ioErrors.allows(now)) {
      return;
    }
    String line =
        event.text("operation")
            + " error on "
            + device
            + (event.flag("nospace") ? ": no space left" : ": " + event.text("reason"))
            + "; action "
            + event.text("action");
    log.error("Disk " + line + heldBack(ioErrors) + ".");
    note(now, "BLOCK_IO_ERROR " + line);
  }

  private static String heldBack(BurstLimit limit) {
    long count = limit.heldBack();
    return count == 0 ? "" : " (" + count + " more before it)";
  }

  private void askState(VmRun run) {
    run.session().ifPresent(QmpSession::queryStatus);
  }

  private void note(Instant now, String line) {
    board.event(now, line);
  }
}
