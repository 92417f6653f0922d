package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.ShutdownLadder.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShutdownLadderTest {
  private record Taken(Step step, long atMillis) {}

  @Test
  void pressesTwiceWithinASecondAndThenEveryThree() {
    List<Taken> presses = climb(new ShutdownLadder(Duration.ofSeconds(20)), 10_000);

    assertEquals(
        List.of(
            new Taken(Step.POWER_BUTTON, 0),
            new Taken(Step.POWER_BUTTON, 500),
            new Taken(Step.POWER_BUTTON, 3500),
            new Taken(Step.POWER_BUTTON, 6500),
            new Taken(Step.POWER_BUTTON, 9500)),
        presses);
  }

  @Test
  void leavesTheLastFiveSecondsToQuitAndTheSignals() {
    List<Taken> steps = climb(new ShutdownLadder(Duration.ofSeconds(50)), 60_000);

    assertEquals(
        List.of(
            new Taken(Step.QUIT, 45_000),
            new Taken(Step.TERMINATE, 48_000),
            new Taken(Step.KILL, 49_500)),
        forced(steps));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 30, 50, 600})
  void killsBeforeTheBudgetIsOver(int seconds) {
    List<Taken> steps = climb(new ShutdownLadder(Duration.ofSeconds(seconds)), seconds * 1000L);

    assertEquals(Step.KILL, steps.getLast().step());
    assertTrue(steps.getLast().atMillis() < seconds * 1000L);
  }

  @Test
  void aSecondTermSkipsToQuit() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));
    assertEquals(Step.POWER_BUTTON, ladder.due(Duration.ZERO, true, false).orElseThrow());

    ladder.hurry(Duration.ofSeconds(2));

    assertEquals(Step.QUIT, ladder.due(Duration.ofSeconds(2), true, false).orElseThrow());
    assertTrue(ladder.due(Duration.ofSeconds(3), true, false).isEmpty());
    assertEquals(Step.TERMINATE, ladder.due(Duration.ofSeconds(5), true, false).orElseThrow());
    assertEquals(Step.KILL, ladder.due(Duration.ofMillis(6500), true, false).orElseThrow());
  }

  @Test
  void aThirdTermChangesNothing() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));
    ladder.hurry(Duration.ofSeconds(2));
    assertEquals(Step.QUIT, ladder.due(Duration.ofSeconds(2), true, false).orElseThrow());

    ladder.hurry(Duration.ofSeconds(3));

    assertTrue(ladder.due(Duration.ofSeconds(3), true, false).isEmpty());
  }

  @Test
  void theFirstPressWaitsForQmpAndTheLoopDoesNotSpinMeanwhile() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));

    assertTrue(ladder.due(Duration.ZERO, false, false).isEmpty());
    assertEquals(Duration.ofSeconds(42), ladder.nextDue(Duration.ZERO, false));
    assertEquals(Duration.ofSeconds(3), ladder.nextDue(Duration.ofSeconds(42), false));
    assertEquals(Step.POWER_BUTTON, ladder.due(Duration.ofMillis(1700), true, false).orElseThrow());
    assertEquals(Duration.ofMillis(500), ladder.nextDue(Duration.ofMillis(1700), true));
  }

  @Test
  void anAgentIsAskedToFreezeOnceAndQuitComesNoLater() {
    List<Taken> steps = climb(new ShutdownLadder(Duration.ofSeconds(50)), 60_000, true);

    assertEquals(
        List.of(
            new Taken(Step.POWER_BUTTON, 39_500),
            new Taken(Step.FREEZE, 42_000),
            new Taken(Step.QUIT, 45_000),
            new Taken(Step.TERMINATE, 48_000),
            new Taken(Step.KILL, 49_500)),
        steps.subList(steps.size() - 5, steps.size()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 30, 50, 600})
  void aFreezeNeverMovesTheRestOfTheLadder(int seconds) {
    long total = seconds * 1000L;
    List<Taken> without = forced(climb(new ShutdownLadder(Duration.ofSeconds(seconds)), total));
    List<Taken> with = forced(climb(new ShutdownLadder(Duration.ofSeconds(seconds)), total, true));

    assertEquals(Step.FREEZE, with.getFirst().step());
    assertTrue(without.getFirst().atMillis() - with.getFirst().atMillis() <= total / 10);
    assertEquals(without, with.subList(1, with.size()));
  }

  @Test
  void anAgentThatComesUpLateIsAskedThen() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));
    assertEquals(Optional.of(Step.POWER_BUTTON), ladder.due(Duration.ofSeconds(42), true, false));
    assertEquals(Optional.of(Step.FREEZE), ladder.due(Duration.ofSeconds(44), true, true));
    assertEquals(Optional.empty(), ladder.due(Duration.ofMillis(44_900), true, false));
    assertEquals(Optional.of(Step.QUIT), ladder.due(Duration.ofSeconds(45), true, false));
  }

  @Test
  void onceFrozenNothingIsWaitedFor() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));
    assertEquals(Optional.of(Step.FREEZE), ladder.due(Duration.ofSeconds(42), true, true));

    ladder.hurry(Duration.ofMillis(42_300));

    assertEquals(Optional.of(Step.QUIT), ladder.due(Duration.ofMillis(42_300), true, true));
    assertEquals(Optional.of(Step.TERMINATE), ladder.due(Duration.ofMillis(45_300), true, true));
  }

  @Test
  void aSecondTermHasNoTimeForAFreeze() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));
    ladder.hurry(Duration.ofSeconds(2));
    assertEquals(Optional.of(Step.QUIT), ladder.due(Duration.ofSeconds(2), true, true));
  }

  private static List<Taken> forced(List<Taken> steps) {
    return steps.stream().filter(taken -> taken.step() != Step.POWER_BUTTON).toList();
  }

  /** Climbs the ladder as the loop does: asks when it said it wants to be asked. */
  private static List<Taken> climb(ShutdownLadder ladder, long untilMillis) {
    return climb(ladder, untilMillis, false);
  }

  private static List<Taken> climb(ShutdownLadder ladder, long untilMillis, boolean agent) {
    List<Taken> steps = new ArrayList<>();
    long now = 0;
    while (now < untilMillis) {
      long at = now;
      ladder
          .due(Duration.ofMillis(now), true, agent)
          .ifPresent(step -> steps.add(new Taken(step, at)));
      now += Math.max(1, ladder.nextDue(Duration.ofMillis(now), true).toMillis());
    }
    return steps;
  }
}
