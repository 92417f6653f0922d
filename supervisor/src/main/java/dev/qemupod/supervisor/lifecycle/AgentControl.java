package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.log.Log;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Begins and ends the conversation with guest agents, and notes its news. Of the event loop. */
final class AgentControl {
  private static final String METHOD = "guest-agent";

  private final Log log;
  private final ViewBoard board;
  private final Tally tally;
  private final Consumer<LoopEvent> loop;
  private final BurstLimit news = new BurstLimit(10, Duration.ofMinutes(1));
  private final AgentPoll.Wanted wanted;
  private int watches;
  private int osRun;
  private Instant osLearnt = Instant.EPOCH;

  AgentControl(
      Log log, ViewBoard board, Tally tally, AgentPoll.Wanted wanted, Consumer<LoopEvent> loop) {
    this.wanted = wanted;
    this.log = log;
    this.board = board;
    this.tally = tally;
    this.loop = loop;
  }

  /** The guest opened or closed the channel. */
  void channel(RunAgent agent, boolean open, Instant now) {
    Optional<Path> socket = agent.reachable();
    if (!open) {
      closed(agent, now);
    } else if (socket.isPresent()) {
      AgentView known = agent.view().orElse(new AgentView(false, Optional.empty()));
      agent.view(known);
      watches++;
      agent.watch(
          Optional.of(
              AgentWatch.start(
                  agent.run(), watches, socket.get(), known, untilOs(agent, now), wanted, loop)));
    }
  }

  /** A guest that opens its channel again and again is not asked each time. */
  private Duration untilOs(RunAgent agent, Instant now) {
    if (osRun != agent.run()) {
      return Duration.ZERO;
    }
    return Duration.between(now, osLearnt.plus(AgentWatch.OS_INTERVAL));
  }

  /** The guest was reset: its agent is gone, whatever the channel's events, which may be late. */
  void guestReset(RunAgent agent, Instant now) {
    agent.freeze(new Freeze.NotAsked());
    closed(agent, now);
  }

  /** What became of the request to freeze; true if the file systems are frozen. */
  boolean froze(RunAgent agent, LoopEvent.AgentFroze news, Instant now) {
    if (agent.watch().filter(watch -> watch.number() == news.watch()).isEmpty()) {
      return false;
    }
    agent.freeze(news.freeze());
    boolean frozen = news.freeze() instanceof Freeze.Frozen;
    board.event(now, frozen ? "guest file systems frozen" : "guest file systems not frozen");
    return frozen;
  }

  private void closed(RunAgent agent, Instant now) {
    agent.watch(Optional.empty());
    agent.view().ifPresent(view -> take(agent, view.down(), "its channel was closed", now));
  }

  /** A watch has news; true if its agent answers. */
  boolean told(RunAgent agent, LoopEvent.AgentTold news, Instant now) {
    boolean current = agent.watch().filter(watch -> watch.number() == news.watch()).isPresent();
    if (current) {
      take(agent, news.view(), news.reason(), now);
    }
    return current && news.view().up();
  }

  private void take(RunAgent agent, AgentView view, String reason, Instant now) {
    Optional<AgentView> before = agent.view();
    agent.view(view);
    if (!view.os().equals(before.flatMap(AgentView::os))) {
      osRun = agent.run();
      osLearnt = now;
      view.os().ifPresent(os -> log.debug("The guest says it is " + describe(os) + "."));
    }
    boolean wasUp = before.map(AgentView::up).orElse(false);
    if (view.up() != wasUp && news.allows(now)) {
      board.event(now, "guest agent " + (view.up() ? "up" : "down: " + reason));
      log.info(view.up() ? "The guest agent answers." : "The guest agent is down: " + reason + ".");
    }
  }

  private static String describe(GuestOs os) {
    return os.prettyName() + ", kernel " + os.kernelRelease() + ", host name " + os.hostName();
  }

  /** The agent was asked to power the guest off. */
  void asked(Instant now) {
    tally.shutdownRequest(METHOD);
    board.event(now, "shutdown step " + METHOD);
  }
}
