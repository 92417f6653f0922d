package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.process.ExitStatus;
import java.util.List;
import java.util.Optional;

/**
 * How it all ended, to be told truthfully in the log, in the termination message and by the code.
 *
 * @param code the supervisor's exit code
 * @param reason a short name that does not change, such as {@code GuestPanic}
 * @param message for a person, on one line
 * @param qemuExit how qemu itself ended, if it was started
 * @param lastState the VM's last known state on the wire's spelling, or an empty string
 * @param stderrTail qemu's last words
 */
public record Ending(
    int code,
    String reason,
    String message,
    Optional<ExitStatus> qemuExit,
    String lastState,
    List<String> stderrTail) {
  public Ending {
    message = message.replace("\n", "; ");
    stderrTail = List.copyOf(stderrTail);
  }

  /** An ending without a qemu: the start did not get that far. */
  public static Ending beforeQemu(ExitCode code, String reason, String message) {
    return new Ending(code.code(), reason, message, Optional.empty(), "", List.of());
  }

  /** A stop that was asked for while there was no guest to shut down. */
  public static Ending withoutGuest(String signal) {
    return beforeQemu(
        ExitCode.OK, "Stopped", "Stopped by SIG" + signal + " while no guest was running.");
  }
}
