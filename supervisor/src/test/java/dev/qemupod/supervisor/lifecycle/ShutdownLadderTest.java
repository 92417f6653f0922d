package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.ShutdownLadder.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    assertEquals(Step.POWER_BUTTON, ladder.due(Duration.ZERO, true).orElseThrow());

    ladder.hurry(Duration.ofSeconds(2));

    assertEquals(Step.QUIT, ladder.due(Duration.ofSeconds(2), true).orElseThrow());
    assertTrue(ladder.due(Duration.ofSeconds(3), true).isEmpty());
    assertEquals(Step.TERMINATE, ladder.due(Duration.ofSeconds(5), true).orElseThrow());
    assertEquals(Step.KILL, ladder.due(Duration.ofMillis(6500), true).orElseThrow());
  }

  @Test
  void aThirdTermChangesNothing() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));
    ladder.hurry(Duration.ofSeconds(2));
    assertEquals(Step.QUIT, ladder.due(Duration.ofSeconds(2), true).orElseThrow());

    ladder.hurry(Duration.ofSeconds(3));

    assertTrue(ladder.due(Duration.ofSeconds(3), true).isEmpty());
  }

  @Test
  void theFirstPressWaitsForQmpAndTheLoopDoesNotSpinMeanwhile() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));

    assertTrue(ladder.due(Duration.ZERO, false).isEmpty());
    assertEquals(Duration.ofSeconds(45), ladder.nextDue(Duration.ZERO, false));
    assertEquals(Step.POWER_BUTTON, ladder.due(Duration.ofMillis(1700), true).orElseThrow());
    assertEquals(Duration.ofMillis(500), ladder.nextDue(Duration.ofMillis(1700), true));
  }

  private static List<Taken> forced(List<Taken> steps) {
    return steps.stream().filter(taken -> taken.step() != Step.POWER_BUTTON).toList();
  }

  /** Climbs the ladder as the loop does: asks when it said it wants to be asked. */
  private static List<Taken> climb(ShutdownLadder ladder, long untilMillis) {
    List<Taken> steps = new ArrayList<>();
    long now = 0;
    while (now < untilMillis) {
      long at = now;
      ladder.due(Duration.ofMillis(now), true).ifPresent(step -> steps.add(new Taken(step, at)));
      now += Math.max(1, ladder.nextDue(Duration.ofMillis(now), true).toMillis());
    }
    return steps;
  }
}
