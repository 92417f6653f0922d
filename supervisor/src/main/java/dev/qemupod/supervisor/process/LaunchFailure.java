package dev.qemupod.supervisor.process;

import java.io.IOException;
import java.util.List;

/** A process that could not be started, with the command and the reason. */
public final class LaunchFailure extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int EPERM = 1;

  private final transient List<String> command;
  private final Reason reason;

  private LaunchFailure(List<String> command, Reason reason, String message, IOException cause) {
    super(message, cause);
    this.command = command;
    this.reason = reason;
  }

  /** Why a program does not start; the exit code is the one the contract has for it. */
  public enum Reason {
    /** There is no such program. */
    MISSING(69),
    /** It may not be executed. */
    FORBIDDEN(77),
    /** Anything else, such as too many processes. */
    OTHER(80);

    private final int exitCode;

    Reason(int exitCode) {
      this.exitCode = exitCode;
    }

    /** The supervisor's exit code for it. */
    public int exitCode() {
      return exitCode;
    }
  }

  /** What {@code ProcessBuilder.start} threw, made readable. */
  static LaunchFailure of(List<String> command, IOException cause) {
    String program = command.getFirst();
    Reason reason = reasonOf(errorNumber(String.valueOf(cause.getMessage())));
    String message =
        switch (reason) {
          case MISSING ->
              program
                  + " cannot be started: there is no such program in PATH, or the loader or"
                  + " interpreter it names is missing; install it or set QEMU_BIN";
          case FORBIDDEN ->
              program
                  + " cannot be started: it is not executable for this user; make it executable"
                  + " (chmod a+x) or set QEMU_BIN";
          case OTHER -> program + " cannot be started: " + cause.getMessage();
        };
    return new LaunchFailure(List.copyOf(command), reason, message, cause);
  }

  private static Reason reasonOf(int errorNumber) {
    return switch (errorNumber) {
      case ENOENT -> Reason.MISSING;
      case EACCES, EPERM -> Reason.FORBIDDEN;
      default -> Reason.OTHER;
    };
  }

  /**
   * The errno in the JDK's text, or 0: {@code Exec failed, error: 2 (No such file...)} since JDK
   * 22, {@code error=2, No such file...} before. The JDK offers it in no other way.
   */
  static int errorNumber(String message) {
    int position = message.lastIndexOf("error");
    if (position < 0) {
      return 0;
    }
    position += "error".length();
    while (position < message.length() && " =:".indexOf(message.charAt(position)) >= 0) {
      position++;
    }
    int number = 0;
    while (position < message.length() && Character.isDigit(message.charAt(position))) {
      number = number * 10 + Character.digit(message.charAt(position), 10);
      position++;
    }
    return number;
  }

  /** The command line, program first. */
  public List<String> command() {
    return command;
  }

  /** Why it did not start. */
  public Reason reason() {
    return reason;
  }
}
