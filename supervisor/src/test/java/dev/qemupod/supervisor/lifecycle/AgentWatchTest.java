package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.agent.FakeAgent;
import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.agent.GuestUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loop hears of agents that obey, refuse, lie, fall silent and flood. */
@Timeout(60)
class AgentWatchTest {
  private static final int RUN = 3;
  private static final int NUMBER = 7;
  private static final AgentView UNKNOWN = new AgentView(false, Optional.empty());
  private static final Duration LATER = Duration.ofHours(1);
  private static final Duration PATIENT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final String DONE = "{\"return\": {}}\n";

  @TempDir Path folder;

  private final LoopEvents loop = new LoopEvents();
  private final CountDownLatch over = new CountDownLatch(1);

  @Test
  void anAgentThatAnswersIsUpAndAskedOnceWhatTheGuestIs() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  answerPing(channel);
                  channel.hear();
                  channel.say("{\"return\": {\"id\": \"debian\", \"version-id\": \"12\"}}\n");
                  channel.hear();
                  channel.say("{\"return\": {\"host-name\": \"vm-0\"}}\n");
                  channel.hear();
                });
        AgentWatch _ = watch(Duration.ZERO)) {
      assertEquals(
          new LoopEvent.AgentTold(RUN, NUMBER, new AgentView(true, Optional.empty()), "it answers"),
          told());
      assertEquals(
          Optional.of(new GuestOs("debian", "12", "", "", "", "vm-0")), told().view().os());
    }
  }

  @Test
  void anAgentThatMayNotTellWhatTheGuestIsIsUpAllTheSame() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  answerPing(channel);
                  channel.hear();
                  channel.say("{\"error\": {\"desc\": \"disabled\"}}\n");
                  channel.hear();
                  channel.hear();
                });
        AgentWatch watch = watch(Duration.ZERO)) {
      assertTrue(told().view().up());
      watch.requestShutdown();
      assertEquals(new LoopEvent.AgentAsked(RUN), loop.next(LoopEvent.AgentAsked.class));
      loop.assertNone();
    }
  }

  @Test
  void aShutdownThatWasHeardIsNotRepeated() throws Exception {
    try (FakeAgent agent =
            agent(
                channel -> {
                  answerPing(channel);
                  channel.hear();
                  channel.synchronise();
                  channel.hear();
                  channel.say("{\"return\": 1}\n");
                });
        AgentWatch watch = watch(LATER)) {
      assertTrue(told().view().up());
      watch.requestShutdown();
      loop.next(LoopEvent.AgentAsked.class);
      watch.requestShutdown();
      watch.requestFreeze(PATIENT);
      assertEquals(new Freeze.Frozen(1), froze().freeze());
      List<String> heard = agent.heard();
      assertEquals(1, heard.stream().filter(line -> line.contains("guest-shutdown")).count());
      assertEquals("{\"execute\":\"guest-fsfreeze-freeze\"}", heard.getLast());
    }
  }

  @Test
  void aShutdownThatWasRefusedIsAskedForAgain() throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  answerPing(channel);
                  channel.hear();
                  channel.say("{\"error\": {\"desc\": \"not now\"}}\n");
                  channel.synchronise();
                  channel.hear();
                  channel.hear();
                });
        AgentWatch watch = watch(LATER)) {
      assertTrue(told().view().up());
      watch.requestShutdown();
      assertEquals(
          "the guest agent refused guest-shutdown: not now",
          loop.next(LoopEvent.CommandFailed.class).message());
      awaitAsked(watch);
    }
  }

  @Test
  void aFreezeThatIsRefusedLeavesTheAgentUp() throws Exception {
    try (FakeAgent _ =
            agentThatIsAsked(
                channel -> {
                  channel.say("{\"error\": {\"desc\": \"unsupported\"}}\n");
                  channel.hear();
                });
        AgentWatch watch = watch(LATER)) {
      assertTrue(told().view().up());
      watch.requestFreeze(PATIENT);
      assertEquals(
          new Freeze.Failed("the guest agent refused guest-fsfreeze-freeze: unsupported"),
          froze().freeze());
      loop.assertNone();
    }
  }

  @Test
  void aFreezeThatIsNotAnsweredEndsInTime() throws Exception {
    try (FakeAgent _ = agentThatIsAsked(FakeAgent.Channel::hear);
        AgentWatch watch = watch(LATER)) {
      assertTrue(told().view().up());
      watch.requestFreeze(SHORT);
      String reason = "the guest agent did not answer within 200 ms";
      assertEquals(new LoopEvent.AgentFroze(RUN, NUMBER, new Freeze.Failed(reason)), froze());
      assertEquals(
          new LoopEvent.AgentTold(RUN, NUMBER, new AgentView(false, Optional.empty()), reason),
          told());
    }
  }

  @Test
  void aFreezeThatIsAnsweredByALieIsNone() throws Exception {
    try (FakeAgent _ =
            agentThatIsAsked(
                channel -> {
                  channel.say("{\"return\": {\"frozen\": true}}\n");
                  channel.hear();
                });
        AgentWatch watch = watch(LATER)) {
      assertTrue(told().view().up());
      watch.requestFreeze(PATIENT);
      assertEquals(
          new Freeze.Failed("the guest agent answered guest-fsfreeze-freeze with something else"),
          froze().freeze());
      assertFalse(told().view().up());
    }
  }

  @Test
  void aFloodInsteadOfAFreezeIsNone() throws Exception {
    try (FakeAgent _ = agentThatIsAsked(channel -> channel.flood("x".repeat(1 << 16)));
        AgentWatch watch = watch(LATER)) {
      assertTrue(told().view().up());
      watch.requestFreeze(PATIENT);
      Freeze.Failed failed = (Freeze.Failed) froze().freeze();
      assertTrue(failed.reason().contains("a line of more than"), failed::reason);
      assertFalse(told().view().up());
    }
  }

  @Test
  void oneThatWasUpAndIsGoneIsDownOnce() throws Exception {
    try (FakeAgent agent = agent(AgentWatchTest::answerPing);
        AgentWatch watch = watch(LATER)) {
      assertTrue(told().view().up());
      // Before it is gone it could be told, and its end would look like obedience.
      assertFalse(agent.heard().isEmpty());
      watch.requestShutdown();
      LoopEvent.AgentTold gone = told();
      assertFalse(gone.view().up());
      assertTrue(gone.reason().startsWith("the guest agent's channel "), gone::reason);
      loop.assertNone();
    }
  }

  @Test
  void theEndOfAWatchWaitsForNobodyAndNothingIsHeardOfItAnyMore() throws Exception {
    try (FakeAgent _ =
        agent(
            channel -> {
              answerPing(channel);
              channel.hear();
              channel.hear();
              over.countDown();
            })) {
      AgentWatch watch = watch(LATER);
      assertTrue(told().view().up());
      watch.requestFreeze(PATIENT);
      long started = System.nanoTime();
      watch.close();
      assertTrue(System.nanoTime() - started < PATIENT.toNanos() / 2);
      assertTrue(over.await(10, TimeUnit.SECONDS), "the channel is still held");
      watch.requestShutdown();
      watch.requestFreeze(PATIENT);
      watch.close();
      loop.assertNone();
    }
  }

  @Test
  void aGuestIsAskedForWhatIsWantedOfIt() throws Exception {
    try (FakeAgent agent =
            agent(
                channel -> {
                  answerPing(channel);
                  channel.hear();
                  channel.say(DONE);
                  channel.hear();
                  channel.say(
                      "{\"return\": [{\"name\": \"eth0\", \"statistics\": {\"rx-bytes\": 7}}]}\n");
                });
        AgentWatch _ = watch(LATER, new AgentPoll.Wanted(false, true))) {
      assertEquals(GuestUsage.NONE, told().view().usage());
      GuestUsage usage = told().view().usage();
      assertEquals("eth0", usage.interfaces().getFirst().name());
      assertEquals(List.of(), usage.filesystems());
      // It hung up: what it said is out of date.
      assertEquals(new AgentView(false, Optional.empty()), told().view());
      assertTrue(agent.heard().getLast().contains("guest-network-get-interfaces"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"error\": {\"desc\": \"disabled\"}}\n", "{\"return\": {\"lie\": 1}}\n"})
  void aGuestThatDoesNotTellWhatItUsesIsUpAllTheSame(String answer) throws Exception {
    try (FakeAgent _ =
            agent(
                channel -> {
                  answerPing(channel);
                  channel.hear();
                  channel.say(DONE);
                  channel.hear();
                  channel.say(answer);
                  over.countDown();
                  if (answer.contains("lie")) {
                    channel.synchronise();
                  }
                  channel.hear();
                  channel.say("{\"return\": 1}\n");
                  channel.hear();
                });
        AgentWatch watch = watch(LATER, new AgentPoll.Wanted(true, true))) {
      assertEquals(new AgentView(true, Optional.empty()), told().view());
      assertTrue(over.await(30, TimeUnit.SECONDS));
      watch.requestFreeze(PATIENT);
      assertEquals(new Freeze.Frozen(1), froze().freeze());
      loop.assertNone();
    }
  }

  /** A request is dropped while the one before it is being cleared away. */
  private void awaitAsked(AgentWatch watch) throws InterruptedException {
    Thread asking =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (!Thread.currentThread().isInterrupted()) {
                    watch.requestShutdown();
                    Thread.onSpinWait();
                  }
                });
    try {
      loop.next(LoopEvent.AgentAsked.class);
    } finally {
      asking.interrupt();
      asking.join();
    }
  }

  private static void answerPing(FakeAgent.Channel channel) throws IOException {
    channel.synchronise();
    channel.hear();
    channel.say(DONE);
  }

  private LoopEvent.AgentTold told() throws InterruptedException {
    return loop.next(LoopEvent.AgentTold.class);
  }

  private LoopEvent.AgentFroze froze() throws InterruptedException {
    return loop.next(LoopEvent.AgentFroze.class);
  }

  private AgentWatch watch(Duration untilOs) {
    return watch(untilOs, new AgentPoll.Wanted(false, false));
  }

  private AgentWatch watch(Duration untilOs, AgentPoll.Wanted wanted) {
    return AgentWatch.start(RUN, NUMBER, socket(), UNKNOWN, untilOs, wanted, loop);
  }

  /** It is up, and does what the script says with the next command. */
  private FakeAgent agentThatIsAsked(FakeAgent.Script then) throws Exception {
    return agent(
        channel -> {
          answerPing(channel);
          channel.hear();
          then.run(channel);
        });
  }

  private FakeAgent agent(FakeAgent.Script script) throws Exception {
    return new FakeAgent(socket(), script);
  }

  private Path socket() {
    return folder.resolve("agent.sock");
  }
}
