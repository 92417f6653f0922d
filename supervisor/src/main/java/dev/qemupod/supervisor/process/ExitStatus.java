package dev.qemupod.supervisor.process;

/** How a process ended (wait(2)). */
public sealed interface ExitStatus {
  /** It called exit. */
  record Exited(int code) implements ExitStatus {}

  /** A signal killed it. */
  record Signalled(int signal) implements ExitStatus {}

  /**
   * The status behind {@code Process.exitValue()}: the JDK reports death by signal N as 128+N, so
   * an exit with a code above 128 can not be told from it. The kernel tells them apart (waitid(2),
   * field 52 of /proc/PID/stat), but only until the JDK's thread, which is woken first, has waited
   * for the process. qemu never exits with such a code of its own accord, except by isa-debug-exit,
   * whose codes are odd and given by the user.
   */
  static ExitStatus ofJavaExitValue(int value) {
    return value > 128 && value <= 128 + 64 ? new Signalled(value - 128) : new Exited(value);
  }
}
