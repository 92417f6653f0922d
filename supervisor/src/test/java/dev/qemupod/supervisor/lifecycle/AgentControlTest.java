package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.log.Log;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts of the news of a guest agent, and what is noted of it. */
class AgentControlTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final GuestOs OS = new GuestOs("debian", "12", "Debian 12", "6.1", "x86_64", "vm");
  private static final AgentView UP = new AgentView(true, Optional.empty());
  private static final AgentView TOLD = new AgentView(true, Optional.of(OS));

  @TempDir Path folder;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Tally tally = new Tally();
  private final LoopEvents loop = new LoopEvents();
  private final AgentControl control =
      new AgentControl(
          new Log(new PrintStream(log, true, StandardCharsets.UTF_8), false, Level.DEBUG),
          new ViewBoard(NOW, Map.of()),
          tally,
          new AgentPoll.Wanted(false, false),
          loop);
  private Optional<RunAgent> begun = Optional.empty();

  @AfterEach
  void end() {
    begun.ifPresent(RunAgent::over);
  }

  @Test
  void nothingIsKnownUntilTheGuestOpensItsChannel() {
    RunAgent agent = agent();
    control.channel(agent, false, NOW);
    assertTrue(agent.view().isEmpty());
    assertTrue(agent.watch().isEmpty());

    control.channel(agent, true, NOW);
    assertEquals(Optional.of(new AgentView(false, Optional.empty())), agent.view());
    assertTrue(agent.watch().isPresent());
    assertFalse(agent.isUp());
  }

  @Test
  void aChannelThatIsReportedOpenTwiceHasOneConversation() {
    RunAgent agent = agent();
    control.channel(agent, true, NOW);
    Optional<AgentWatch> first = agent.watch();
    control.channel(agent, true, NOW);
    assertEquals(first, agent.watch());
  }

  @Test
  void aMachineWithoutTheChannelAndARunThatIsOverHaveNoConversation() {
    RunAgent without = new RunAgent(1, Optional.empty());
    control.channel(without, true, NOW);
    assertTrue(without.watch().isEmpty());

    RunAgent over = agent();
    over.over();
    control.channel(over, true, NOW);
    assertTrue(over.watch().isEmpty());
  }

  @Test
  void upAndDownAreLoggedOnceEach() {
    RunAgent agent = opened();
    assertTrue(control.told(agent, news(agent, UP, "it answers"), NOW));
    assertTrue(control.told(agent, news(agent, TOLD, "it answers"), NOW));
    assertFalse(control.told(agent, news(agent, TOLD.down(), "it is mute"), NOW));
    assertEquals(Optional.of(TOLD.down()), agent.view());
    assertFalse(agent.isUp());
    assertEquals(1, count("The guest agent answers."));
    assertEquals(1, count("The guest agent is down: it is mute."));
    assertEquals(1, count("The guest says it is Debian 12, kernel 6.1, host name vm."));
  }

  @Test
  void aFlappingAgentDoesNotFillTheLog() {
    RunAgent agent = opened();
    for (int times = 0; times < 1000; times++) {
      control.told(agent, news(agent, UP, "it answers"), NOW);
      control.told(agent, news(agent, UP.down(), "it is mute"), NOW);
    }
    assertEquals(10, log.toString(StandardCharsets.UTF_8).lines().count());
    assertFalse(agent.isUp());
  }

  @Test
  void theNewsOfAnEarlierConversationDoNotCount() {
    RunAgent agent = opened();
    LoopEvent.AgentTold late = news(agent, UP, "it answers");
    control.channel(agent, false, NOW);
    assertFalse(control.told(agent, late, NOW));

    control.channel(agent, true, NOW);
    assertFalse(control.told(agent, late, NOW));
    assertFalse(agent.isUp());
  }

  @Test
  void aResetGuestHasNoAgentAndNothingFrozenAnyMore() {
    RunAgent agent = opened();
    control.told(agent, news(agent, TOLD, "it answers"), NOW);
    assertTrue(control.froze(agent, froze(agent, new Freeze.Frozen(1)), NOW));

    control.guestReset(agent, NOW);
    assertTrue(agent.watch().isEmpty());
    assertEquals(Optional.of(TOLD.down()), agent.view());
    assertEquals(new Freeze.NotAsked(), agent.freeze());
    assertEquals(1, count("The guest agent is down: its channel was closed."));
  }

  @Test
  void onlyAFrozenGuestIsFrozen() {
    RunAgent agent = opened();
    assertFalse(control.froze(agent, froze(agent, new Freeze.Failed("it can not")), NOW));
    assertEquals(new Freeze.Failed("it can not"), agent.freeze());

    LoopEvent.AgentFroze late = froze(agent, new Freeze.Frozen(1));
    control.guestReset(agent, NOW);
    assertFalse(control.froze(agent, late, NOW));
    assertEquals(new Freeze.NotAsked(), agent.freeze());
  }

  @Test
  void aRequestThatWasHeardIsCounted() {
    control.asked(NOW);
    control.asked(NOW);
    assertEquals(Map.of("guest-agent", 2L), tally.counters().shutdownRequests());
  }

  /** Nobody listens there: what a conversation comes to is a matter of {@link AgentWatch}. */
  private RunAgent agent() {
    RunAgent agent = new RunAgent(1, Optional.of(folder.resolve("agent.sock")));
    begun = Optional.of(agent);
    return agent;
  }

  private RunAgent opened() {
    RunAgent agent = agent();
    control.channel(agent, true, NOW);
    return agent;
  }

  private static LoopEvent.AgentTold news(RunAgent agent, AgentView view, String reason) {
    return new LoopEvent.AgentTold(agent.run(), number(agent), view, reason);
  }

  private static LoopEvent.AgentFroze froze(RunAgent agent, Freeze freeze) {
    return new LoopEvent.AgentFroze(agent.run(), number(agent), freeze);
  }

  private static int number(RunAgent agent) {
    return agent.watch().orElseThrow().number();
  }

  private long count(String line) {
    return log.toString(StandardCharsets.UTF_8).lines().filter(said -> said.contains(line)).count();
  }
}
