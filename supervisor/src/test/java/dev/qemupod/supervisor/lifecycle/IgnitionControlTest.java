package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.agent.FakeAgent;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.provision.IgnitionSight.UnderTcg;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest tells of its failed Ignition, and what is made of it. */
class IgnitionControlTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final String JOURNAL =
      """
      {"PRIORITY":"6","SYSLOG_IDENTIFIER":"ignition","MESSAGE":"hunter2"}
      {"PRIORITY":"2","SYSLOG_IDENTIFIER":"ignition","MESSAGE":"no disk"}
      """;

  @TempDir Path folder;

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final LoopEvents loop = new LoopEvents();
  private final AtomicInteger failed = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private Optional<RunIgnition> begun = Optional.empty();

  @AfterEach
  void end() {
    begun.ifPresent(RunIgnition::over);
  }

  @Test
  void aFailureIsToldOnceAndForgottenWithAReset() throws Exception {
    RunIgnition ignition = ignition();
    assertEquals(Optional.of(IgnitionView.unheard()), ignition.view());
    IgnitionControl control = control(Optional.empty());
    try (FakeAgent _ = new FakeAgent(socket(), channel -> channel.say(JOURNAL + "{}\n"))) {
      control.opened(ignition);
      control.opened(ignition);
      control.told(ignition, loop.next(LoopEvent.IgnitionTold.class), NOW);
    }
    assertEquals(Optional.of(new IgnitionView(true, "no disk")), ignition.view());
    assertTrue(ignition.watch().isEmpty());
    assertEquals(1, failed.get());
    assertTrue(log().contains("Ignition in the guest: no disk"), log());
    assertTrue(log().contains("The guest's first boot failed in Ignition: no disk."), log());
    assertFalse(log().contains("hunter2"), log());
    loop.assertNone();

    control.guestReset(ignition);
    assertEquals(Optional.of(IgnitionView.unheard()), ignition.view());
  }

  @Test
  void aGuestThatSaysAllIsWellHasNotFailed() throws Exception {
    RunIgnition ignition = ignition();
    IgnitionControl control = control(Optional.empty());
    try (FakeAgent _ = new FakeAgent(socket(), channel -> channel.say("{}\n"))) {
      control.opened(ignition);
      control.told(ignition, loop.next(LoopEvent.IgnitionTold.class), NOW);
    }
    assertEquals(Optional.of(IgnitionView.unheard()), ignition.view());
    assertEquals("", log());
  }

  @Test
  void aLateWordOfAnEarlierBootDoesNotCount() throws Exception {
    RunIgnition ignition = ignition();
    IgnitionControl control = control(Optional.empty());
    LoopEvent.IgnitionTold late;
    try (FakeAgent _ = new FakeAgent(socket(), channel -> channel.say(JOURNAL + "{}\n"))) {
      control.opened(ignition);
      late = loop.next(LoopEvent.IgnitionTold.class);
    }
    control.guestReset(ignition);
    control.told(ignition, late, NOW);
    assertEquals(Optional.of(IgnitionView.unheard()), ignition.view());
  }

  @Test
  void theEndOfAWatchWaitsForNobody() throws Exception {
    RunIgnition ignition = ignition();
    try (FakeAgent _ =
        new FakeAgent(
            socket(),
            channel -> {
              try {
                channel.say(JOURNAL);
                channel.hear();
              } finally {
                over.countDown();
              }
            })) {
      control(Optional.empty()).opened(ignition);
      ignition.over();
      assertTrue(over.await(20, TimeUnit.SECONDS), "the channel is still held");
    }
    control(Optional.empty()).opened(ignition);
    assertTrue(ignition.watch().isEmpty());
    loop.assertNone();
  }

  @Test
  void aMachineWithoutTheChannelTellsNothing() {
    RunIgnition without = new RunIgnition(1, Optional.empty());
    control(Optional.empty()).opened(without);
    assertTrue(without.watch().isEmpty());
    assertTrue(without.view().isEmpty());
    control(Optional.empty()).guestReset(without);
    assertTrue(without.view().isEmpty());
  }

  @Test
  void aChannelThatCanNotBeOpenedIsOver() throws Exception {
    RunIgnition ignition = ignition();
    IgnitionControl control = control(Optional.empty());
    control.opened(ignition);
    assertTrue(loop.next(LoopEvent.CommandFailed.class).message().contains("journal"));
    control.told(ignition, loop.next(LoopEvent.IgnitionTold.class), NOW);
    assertEquals(Optional.of(IgnitionView.unheard()), ignition.view());
    assertTrue(ignition.watch().isEmpty());
  }

  @Test
  void tcgIsSpokenOfOnce() {
    IgnitionControl control =
        control(Optional.of(new UnderTcg(true, new Problem("QEMU_IGNITION", "meets TCG"))));
    LaunchPlan plan = VmViews.plan(socket(), List.of("true"), Optional.empty());
    control.started(plan);
    control.started(plan);
    assertEquals(1, log().lines().count(), log());
    assertTrue(log().contains("QEMU_IGNITION meets TCG."), log());
  }

  private RunIgnition ignition() {
    RunIgnition ignition = new RunIgnition(1, Optional.of(socket()));
    begun = Optional.of(ignition);
    return ignition;
  }

  private IgnitionControl control(Optional<UnderTcg> underTcg) {
    return new IgnitionControl(
        new Log(new PrintStream(log, true, StandardCharsets.UTF_8), false, Level.DEBUG),
        new ViewBoard(NOW, Map.of()),
        new IgnitionNotes(underTcg, failed::incrementAndGet),
        loop);
  }

  private Path socket() {
    return folder.resolve("journal.sock");
  }

  private String log() {
    return log.toString(StandardCharsets.UTF_8);
  }
}
