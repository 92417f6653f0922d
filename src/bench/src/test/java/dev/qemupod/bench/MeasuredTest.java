package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
  @Test
  void comparedIsWithinARound() {
    Measured measured = new Measured();
    for (double value : new double[] {1, 10, 4}) {
      measured.note("own", "start", value);
    }
    for (double value : new double[] {2, 20, 4}) {
      measured.note("other", "start", value);
    }
    List<Measured.Comparison> comparisons = measured.against("own");
    assertEquals(1, comparisons.size());
    assertEquals("other", comparisons.getFirst().other());
    assertEquals(0.5, comparisons.getFirst().ratio());
    assertEquals(1.0, comparisons.getFirst().rounds().max());
    assertEquals(List.of("start"), List.copyOf(measured.of("own").keySet()));
  }

  @Test
  void whatAContenderDoesNotHaveIsNotCompared() {
    Measured measured = new Measured();
    measured.note("own", "disk", 1);
    measured.note("with", "disk", 2);
    measured.note("without", "start", 2);
    assertEquals(
        List.of("with"), measured.against("own").stream().map(Measured.Comparison::other).toList());
  }
}
