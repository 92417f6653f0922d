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
    assertEquals(Step.POWER_BUTTON, ladder.due(Duration.ZERO).orElseThrow());

    ladder.hurry(Duration.ofSeconds(2));

    assertEquals(Step.QUIT, ladder.due(Duration.ofSeconds(2)).orElseThrow());
    assertTrue(ladder.due(Duration.ofSeconds(3)).isEmpty());
    assertEquals(Step.TERMINATE, ladder.due(Duration.ofSeconds(5)).orElseThrow());
    assertEquals(Step.KILL, ladder.due(Duration.ofMillis(6500)).orElseThrow());
  }

  @Test
  void aThirdTermChangesNothing() {
    ShutdownLadder ladder = new ShutdownLadder(Duration.ofSeconds(50));
    ladder.hurry(Duration.ofSeconds(2));
    assertEquals(Step.QUIT, ladder.due(Duration.ofSeconds(2)).orElseThrow());

    ladder.hurry(Duration.ofSeconds(3));

    assertTrue(ladder.due(Duration.ofSeconds(3)).isEmpty());
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
      ladder.due(Duration.ofMillis(now)).ifPresent(step -> steps.add(new Taken(step, at)));
      now += Math.max(1, ladder.nextDue(Duration.ofMillis(now)).toMillis());
    }
    return steps;
  }
}
