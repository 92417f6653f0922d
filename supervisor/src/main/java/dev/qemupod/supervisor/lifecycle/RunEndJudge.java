package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.lifecycle.RunEnd.StopRequest;
import dev.qemupod.supervisor.process.ExitStatus;
import java.util.Optional;

/** Judges how a run of qemu ended, purely from what is known about it. */
final class RunEndJudge {
  private static final String GUEST_SHUTDOWN = "guest-shutdown";
  private static final String GUEST_RESET = "guest-reset";
  private static final String GUEST_PANIC = "guest-panic";
  private static final String INTERNAL_ERROR = "internal-error";
  private static final String WATCHDOG = "watchdog";

  /** qemu's own assertions end in it, so at the start it is a failed start, not a murder. */
  private static final int ABRT = 6;

  private RunEndJudge() {}

  /** The verdict on a run that is over. */
  static RunVerdict judge(RunEnd end) {
    String cause = end.shutdownReason().orElse("");
    if (end.panicked() || cause.equals(GUEST_PANIC)) {
      return verdict(
          RunVerdict.Kind.PANIC, ExitCode.PANIC, "GuestPanic", "The guest panicked.", end);
    }
    if (end.lastState().equals(INTERNAL_ERROR)) {
      return verdict(
          RunVerdict.Kind.CRASH,
          ExitCode.CRASHED,
          "InternalError",
          "The VM stopped with an internal error: the accelerator could not go on.",
          end);
    }
    if (end.lastState().equals(WATCHDOG)) {
      return verdict(
          RunVerdict.Kind.CRASH,
          ExitCode.CRASHED,
          "WatchdogExpired",
          "The guest hung: it no longer fed its watchdog.",
          end);
    }
    if (end.stop() == StopRequest.FORCED && !cause.equals(GUEST_SHUTDOWN)) {
      return verdict(
          RunVerdict.Kind.STOPPED,
          ExitCode.SHUTDOWN_IGNORED,
          "ShutdownIgnored",
          "The guest did not shut down in time and was killed: its power was cut. "
              + end.freeze().sentence(),
          end);
    }
    return switch (end.status()) {
      // Truly the guest's own end: what qemu did after it is not what ended the VM.
      case ExitStatus.Signalled _
          when end.killedByUs() && (cause.equals(GUEST_SHUTDOWN) || cause.equals(GUEST_RESET)) ->
          clean(cause, end);
      case ExitStatus.Signalled(int signal) -> signalled(signal, end);
      case ExitStatus.Exited(int code) when code != 0 -> failed(code, end);
      case ExitStatus.Exited _ -> clean(cause, end);
    };
  }

  private static RunVerdict clean(String cause, RunEnd end) {
    if (cause.equals(GUEST_RESET)) {
      return verdict(
          RunVerdict.Kind.REBOOT,
          ExitCode.REBOOTED,
          "GuestRebooted",
          "The guest rebooted, and QEMU_ON_REBOOT=exit ends the pod then." + hung(end),
          end);
    }
    if (cause.equals(GUEST_SHUTDOWN) && end.stop() != StopRequest.NONE) {
      return verdict(
          RunVerdict.Kind.STOPPED,
          ExitCode.OK,
          "Stopped",
          "The guest shut down as it was asked to." + hung(end),
          end);
    }
    if (cause.equals(GUEST_SHUTDOWN)) {
      return verdict(
          RunVerdict.Kind.POWEROFF,
          ExitCode.OK,
          "GuestPoweredOff",
          "The guest powered itself off." + hung(end),
          end);
    }
    return end.qmpCameUp() ? unasked(cause, end) : failed(0, end);
  }

  /** That the guest ended well must not hide that qemu did not. */
  private static String hung(RunEnd end) {
    return end.killedByUs() ? " qemu hung after that and had to be killed." : "";
  }

  private static RunVerdict unasked(String cause, RunEnd end) {
    String why =
        cause.isEmpty() ? "without saying why" : "though nobody here asked it to (" + cause + ")";
    return verdict(
        RunVerdict.Kind.CRASH,
        ExitCode.CRASHED,
        "QemuExited",
        "qemu ended " + why + ": the guest's power was cut.",
        end);
  }

  private static RunVerdict failed(int code, RunEnd end) {
    if (end.qmpCameUp()) {
      return verdict(
          RunVerdict.Kind.CRASH,
          ExitCode.CRASHED,
          "QemuExited",
          "qemu exited unexpectedly with code " + code + lastWords(end) + ".",
          end);
    }
    return verdict(
        RunVerdict.Kind.START_FAILED,
        ExitCode.START_FAILED,
        "QemuStartFailed",
        "qemu failed to start: it exited with code " + code + lastWords(end) + ".",
        end);
  }

  private static RunVerdict signalled(int signal, RunEnd end) {
    String message = "qemu died of signal " + signalName(signal) + lastWords(end) + ".";
    if (!end.qmpCameUp() && signal == ABRT) {
      return verdict(
          RunVerdict.Kind.START_FAILED, ExitCode.START_FAILED, "QemuStartFailed", message, end);
    }
    RunVerdict.Kind kind = end.qmpCameUp() ? RunVerdict.Kind.CRASH : RunVerdict.Kind.START_FAILED;
    return new RunVerdict(
        kind, ending(ExitCode.ofSignal(signal), "QemuKilledBySignal", message, end));
  }

  private static String lastWords(RunEnd end) {
    return end.stderrTail().isEmpty() ? "" : "; its last words: " + end.stderrTail().getLast();
  }

  private static String signalName(int signal) {
    return switch (signal) {
      case 3 -> "3 (QUIT)";
      case 4 -> "4 (ILL)";
      case 6 -> "6 (ABRT)";
      case 7 -> "7 (BUS)";
      case 8 -> "8 (FPE)";
      case 9 -> "9 (KILL)";
      case 11 -> "11 (SEGV)";
      case 15 -> "15 (TERM)";
      case 31 -> "31 (SYS)";
      default -> Integer.toString(signal);
    };
  }

  private static RunVerdict verdict(
      RunVerdict.Kind kind, ExitCode code, String reason, String message, RunEnd end) {
    return new RunVerdict(kind, ending(code.code(), reason, message, end));
  }

  private static Ending ending(int code, String reason, String message, RunEnd end) {
    return new Ending(
        code, reason, message, Optional.of(end.status()), end.lastState(), end.stderrTail());
  }
}
