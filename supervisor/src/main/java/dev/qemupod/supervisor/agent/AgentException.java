package dev.qemupod.supervisor.agent;

import java.io.IOException;

/** An exchange with the guest agent that did not give a value. */
public abstract sealed class AgentException extends IOException {
  private static final long serialVersionUID = 1L;

  private AgentException(String message) {
    super(message);
  }

  /** The agent answered that it can not, or may not: it is alive. */
  public static final class Refused extends AgentException {
    private static final long serialVersionUID = 1L;

    /** An error reply to the command. */
    public Refused(String command, String description) {
      super("the guest agent refused " + command + ": " + description);
    }
  }

  /** The connection is gone, or can not be made. */
  public static final class Disconnected extends AgentException {
    private static final long serialVersionUID = 1L;

    /** No connection for this reason. */
    public Disconnected(String reason) {
      super("the guest agent's channel " + reason);
    }
  }

  /** No answer in time, or nothing that could be one. */
  public static final class Unusable extends AgentException {
    private static final long serialVersionUID = 1L;

    /** An agent that can not be spoken with for this reason. */
    public Unusable(String reason) {
      super("the guest agent " + reason);
    }
  }
}
