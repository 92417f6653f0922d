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
  private int watches;
  private int osRun;
  private Instant osLearnt = Instant.EPOCH;

  AgentControl(Log log, ViewBoard board, Tally tally, Consumer<LoopEvent> loop) {
    this.log = log;
    this.board = board;
    this.tally = tally;
    this.loop = loop;
  }

  /** The guest opened or closed the channel. */
  void channel(VmRun run, boolean open, Instant now) {
    Optional<Path> socket = run.plan().machine().agentSocket();
    if (!open) {
      closed(run, now);
    } else if (run.agentWatch().isEmpty() && run.ended().isEmpty() && socket.isPresent()) {
      AgentView known = run.agent().orElse(new AgentView(false, Optional.empty()));
      run.agent(known);
      watches++;
      run.agentWatch(
          Optional.of(
              AgentWatch.start(
                  run.number(), watches, socket.get(), known, untilOs(run, now), loop)));
    }
  }

  /** A guest that opens its channel again and again is not asked each time. */
  private Duration untilOs(VmRun run, Instant now) {
    if (osRun != run.number()) {
      return Duration.ZERO;
    }
    return Duration.between(now, osLearnt.plus(AgentWatch.OS_INTERVAL));
  }

  /** The guest was reset: its agent is gone, whatever the channel's events, which may be late. */
  void guestReset(VmRun run, Instant now) {
    closed(run, now);
  }

  private void closed(VmRun run, Instant now) {
    run.agentWatch(Optional.empty());
    run.agent().ifPresent(agent -> take(run, agent.down(), "its channel was closed", now));
  }

  /** A watch has news; true if its agent answers. */
  boolean told(VmRun run, LoopEvent.AgentTold news, Instant now) {
    boolean current = run.agentWatch().filter(watch -> watch.number() == news.watch()).isPresent();
    if (current) {
      take(run, news.view(), news.reason(), now);
    }
    return current && news.view().up();
  }

  private void take(VmRun run, AgentView view, String reason, Instant now) {
    Optional<AgentView> before = run.agent();
    run.agent(view);
    if (!view.os().equals(before.flatMap(AgentView::os))) {
      osRun = run.number();
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
