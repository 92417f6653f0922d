package dev.qemupod.supervisor.process;

/** The native library behind {@link Posix} cannot be used here. */
public final class PosixUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  PosixUnavailable(String message) {
    super(message);
  }

  PosixUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
