package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.GuestOs;
import java.util.Optional;

/**
 * What is known of a guest agent that has opened its channel at least once.
 *
 * @param up whether it answered the last ping
 * @param os what the guest says it is, once asked
 */
public record AgentView(boolean up, Optional<GuestOs> os) {
  /** The same agent, of which nothing is heard. */
  AgentView down() {
    return new AgentView(false, os);
  }
}
