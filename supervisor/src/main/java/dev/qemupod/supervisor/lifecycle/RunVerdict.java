package dev.qemupod.supervisor.lifecycle;

/**
 * What a run's end means. qemu's exit code 0 says nothing by itself (a guest's poweroff, a panic
 * and a power cut by SIGTERM all give it), so the last SHUTDOWN reason decides.
 *
 * @param kind what happened
 * @param ending what to end with if no policy restarts the VM
 */
public record RunVerdict(Kind kind, Ending ending) {
  /** The cause of a run's end. */
  public enum Kind {
    /** The guest powered off by itself. */
    POWEROFF,
    /** The guest asked for a reset and {@code QEMU_ON_REBOOT=exit}. */
    REBOOT,
    /** The guest panicked. */
    PANIC,
    /** qemu ended by itself or was killed by somebody else, or the guest hung. */
    CRASH,
    /** qemu never got as far as QMP. */
    START_FAILED,
    /** A requested stop, clean or forced. */
    STOPPED
  }
}
