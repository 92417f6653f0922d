package dev.qemupod.supervisor.qmp;

import java.io.IOException;

/** A QMP exchange that did not give a value. */
public abstract sealed class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  private QmpException(String message) {
    super(message);
  }

  /** qemu answered with an error; {@code errorClass} is stable, the description is for people. */
  public static final class CommandFailed extends QmpException {
    private static final long serialVersionUID = 1L;
    private final String errorClass;

    /** An error reply to the command. */
    public CommandFailed(String command, String errorClass, String description) {
      super("QMP " + command + " failed: " + errorClass + ": " + description);
      this.errorClass = errorClass;
    }

    /** QAPI's QapiErrorClass, such as {@code DeviceNotActive}. */
    public String errorClass() {
      return errorClass;
    }
  }

  /** No answer in time. */
  public static final class TimedOut extends QmpException {
    private static final long serialVersionUID = 1L;

    /** The command that was not answered. */
    public TimedOut(String command, long milliseconds) {
      super("QMP " + command + " was not answered within " + milliseconds + " ms");
    }
  }

  /** The connection is gone, or what came over it was not QMP. */
  public static final class Disconnected extends QmpException {
    private static final long serialVersionUID = 1L;

    /** A connection that ended for this reason. */
    public Disconnected(String reason) {
      super("QMP connection lost: " + reason);
    }
  }

  /** qemu is too old for the commands and events the supervisor relies on. */
  public static final class UnsupportedVersion extends QmpException {
    private static final long serialVersionUID = 1L;

    /** A qemu of this version. */
    public UnsupportedVersion(QmpVersion version) {
      super(
          "qemu "
              + version.text()
              + " is too old: qemu-pod needs "
              + QmpVersion.OLDEST_SUPPORTED.text()
              + " or newer; install one, or set QEMU_BIN to one");
    }
  }
}
