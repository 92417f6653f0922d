package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.AgentClient;
import dev.qemupod.supervisor.agent.AgentException;
import java.time.Duration;
import java.util.List;

/**
 * A list that the guest is asked for again and again; of the agent's thread.
 *
 * <p>An answer that does not come, or is none, says nothing of the agent: the next ping does. So it
 * is an empty list, and the guest has some rest before it is asked again.
 */
final class AgentPoll<T> {
  /** Not at once: a guest that opens its channel again and again is not asked each time. */
  private static final Duration FIRST = Duration.ofSeconds(4);

  private static final Duration REST = Duration.ofMinutes(5);

  private final boolean wanted;
  private final Duration interval;
  private final Question<T> question;
  private long next = System.nanoTime() + FIRST.toNanos();

  /**
   * A list that is not asked for yet.
   *
   * @param wanted whether it is to be asked for at all
   * @param interval from one question to the next
   */
  AgentPoll(boolean wanted, Duration interval, Question<T> question) {
    this.wanted = wanted;
    this.interval = interval;
    this.question = question;
  }

  /** What the guest is asked beside what it is. */
  record Wanted(boolean filesystems, boolean interfaces) {}

  /** How the list is asked for. */
  @FunctionalInterface
  interface Question<T> {
    List<T> ask(AgentClient agent) throws AgentException;
  }

  boolean isDue() {
    return wanted && System.nanoTime() - next >= 0;
  }

  /** What the guest says. */
  List<T> ask(AgentClient agent) throws AgentException {
    Duration wait = REST;
    try {
      List<T> told = question.ask(agent);
      wait = interval;
      return told;
    } catch (AgentException.Refused | AgentException.Unusable none) {
      return List.of();
    } finally {
      next = System.nanoTime() + wait.toNanos();
    }
  }
}
