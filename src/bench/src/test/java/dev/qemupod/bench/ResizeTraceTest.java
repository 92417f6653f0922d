package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.bench.ResizeTrace.Sight;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ResizeTraceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void whatCountsIsWhenItCameToStay() {
    ResizeTrace trace = new ResizeTrace();
    int[] vcpus = {1, 2, 1, 2, 2};
    for (int second = 0; second < vcpus.length; second++) {
      trace.add(new Sight((second + 1) * SECOND, vcpus[second], 1000));
    }
    assertEquals(OptionalDouble.of(4), trace.secondsUntil(0, sight -> sight.vcpus() == 2));
    assertEquals(OptionalDouble.empty(), trace.secondsUntil(0, sight -> sight.vcpus() == 1));
    assertEquals(OptionalDouble.of(1), trace.secondsUntil(0, sight -> sight.kibibytes() == 1000));
    assertEquals(5, trace.count());
  }

  @Test
  void whatWasSoBeforeTookNoTime() {
    ResizeTrace trace = new ResizeTrace();
    trace.add(new Sight(SECOND, 1, 0));
    assertEquals(OptionalDouble.of(0), trace.secondsUntil(3 * SECOND, sight -> true));
    assertEquals(OptionalDouble.empty(), new ResizeTrace().secondsUntil(0, sight -> true));
  }

  @Test
  void theMemoryMayBeAFewMebibytesOff() {
    Sight sight = new Sight(0, 1, 100 << 10);
    assertTrue(sight.hasMemory(93 << 10));
    assertTrue(sight.hasMemory(108 << 10));
    assertFalse(sight.hasMemory(91 << 10));
  }
}
