package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.process.ExitStatus;
import java.util.List;
import java.util.Optional;

/**
 * The facts about one run of qemu that are known once it is gone.
 *
 * @param status how the process ended
 * @param qmpCameUp whether QMP was negotiated
 * @param shutdownReason the {@code reason} of the last SHUTDOWN event (QAPI's ShutdownCause)
 * @param panicked whether a GUEST_PANICKED event came
 * @param stop what the supervisor had asked for
 * @param killedByUs whether it died of a signal that the supervisor sent it
 * @param freeze what became of the guest's file systems
 * @param lastState the run state's name, or an empty string
 * @param stderrTail qemu's last words
 */
public record RunEnd(
    ExitStatus status,
    boolean qmpCameUp,
    Optional<String> shutdownReason,
    boolean panicked,
    StopRequest stop,
    boolean killedByUs,
    Freeze freeze,
    String lastState,
    List<String> stderrTail) {
  public RunEnd {
    stderrTail = List.copyOf(stderrTail);
  }

  /** How far the supervisor had gone in stopping this run. */
  public enum StopRequest {
    /** Nobody asked. */
    NONE,
    /** The guest was asked to power off. */
    GRACEFUL,
    /** qemu was told to quit, or killed. */
    FORCED
  }
}
