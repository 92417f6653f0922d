package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.agent.GuestUsage;
import java.util.Optional;

/**
 * What is known of a guest agent that has opened its channel at least once.
 *
 * @param up whether it answered the last ping
 * @param os what the guest says it is, once asked
 * @param usage what the guest said of late that it uses, if it is asked
 */
public record AgentView(boolean up, Optional<GuestOs> os, GuestUsage usage) {
  /** An agent whose guest was not asked what it uses. */
  public AgentView(boolean up, Optional<GuestOs> os) {
    this(up, os, GuestUsage.NONE);
  }

  /** The same agent, of which nothing is heard: what the guest uses is out of date at once. */
  AgentView down() {
    return new AgentView(false, os);
  }

  /** The same agent, which answers. */
  AgentView answering() {
    return new AgentView(true, os, usage);
  }

  /** The same agent, whose guest says it is this. */
  AgentView with(GuestOs newOs) {
    return new AgentView(true, Optional.of(newOs), usage);
  }

  /** The same agent, whose guest says it uses this. */
  AgentView with(GuestUsage newUsage) {
    return new AgentView(true, os, newUsage);
  }
}
