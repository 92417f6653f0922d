package dev.qemupod.supervisor.lifecycle;

/** The exit codes users may build on ({@code podFailurePolicy}, restart rules). */
public enum ExitCode {
  /** The guest powered off, or a requested stop ended cleanly. */
  OK(0),
  /** A fault of the supervisor itself. */
  INTERNAL(1),
  /** A command line the supervisor does not understand. */
  USAGE(2),
  /** Something the host must have is missing, such as the qemu binary (EX_UNAVAILABLE). */
  UNAVAILABLE(69),
  /** Something is there but may not be used (EX_NOPERM). */
  PERMISSION(77),
  /** The configuration can not be run; every problem is listed (EX_CONFIG). */
  CONFIG(78),
  /** qemu ended before QMP answered. */
  START_FAILED(80),
  /** qemu ended though nobody asked it to, or the guest hung until its watchdog expired. */
  CRASHED(81),
  /** The guest panicked. */
  PANIC(82),
  /** The guest ignored the requested shutdown and was killed. */
  SHUTDOWN_IGNORED(83),
  /** The guest rebooted and {@code QEMU_ON_REBOOT=exit}. */
  REBOOTED(84);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The process's exit code. */
  public int code() {
    return code;
  }

  /** The code for a qemu that died of a signal, as shells and Kubernetes write it. */
  public static int ofSignal(int signal) {
    return 128 + signal;
  }
}
