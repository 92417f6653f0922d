package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.bench.ResizeStep.Activity;
import dev.qemupod.bench.ResizeStep.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResizeStepTest {
  @Test
  void aSeedRepeatsItsSteps() {
    assertEquals(ResizeStep.random(7, 50, 2), ResizeStep.random(7, 50, 2));
    assertNotEquals(ResizeStep.random(7, 50, 2), ResizeStep.random(8, 50, 2));
    assertEquals(ResizeStep.random(7, 50, 2).subList(0, 9), ResizeStep.random(7, 9, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void everyStepChangesSomethingWithinTheBounds(int mostCpus) {
    Limits from = ResizeStep.START;
    for (ResizeStep step : ResizeStep.random(mostCpus, 1000, mostCpus)) {
      Limits to = step.to();
      assertNotEquals(from, to);
      assertTrue(to.mebibytes() >= 512 && to.mebibytes() <= 2048, to::toString);
      assertTrue(to.hundredths() >= 50 && to.hundredths() <= 100 * mostCpus, to::toString);
      assertTrue(to.vcpus() <= mostCpus, to::toString);
      int change = Math.abs(to.mebibytes() - from.mebibytes());
      assertTrue(change == 0 || change >= 64, () -> "a change of " + change + " MiB");
      assertEquals(step.activity() == Activity.FILLED, step.percent() > 0);
      from = to;
    }
  }

  @Test
  void allKindsOfStepsAreAmongThem() {
    List<ResizeStep> steps = ResizeStep.random(1, 200, 2);
    int both = 0;
    int up = 0;
    int down = 0;
    Limits from = ResizeStep.START;
    for (ResizeStep step : steps) {
      Limits to = step.to();
      up += to.mebibytes() > from.mebibytes() ? 1 : 0;
      down += to.mebibytes() < from.mebibytes() ? 1 : 0;
      both += to.mebibytes() != from.mebibytes() && to.vcpus() != from.vcpus() ? 1 : 0;
      from = to;
    }
    assertTrue(up > 40 && down > 40, up + " up, " + down + " down");
    assertTrue(both > 10, both + " of both");
    assertTrue(steps.stream().filter(step -> step.detour().isPresent()).count() > 20);
    for (Activity activity : Activity.values()) {
      assertTrue(steps.stream().filter(step -> step.activity() == activity).count() > 20);
    }
  }

  @Test
  void aPartOfACpuIsAVcpu() {
    assertEquals(1, new Limits(512, 50).vcpus());
    assertEquals(1, new Limits(512, 100).vcpus());
    assertEquals(2, new Limits(512, 101).vcpus());
    assertEquals("512 MiB 1.25 CPUs", new Limits(512, 125).toString());
  }
}
