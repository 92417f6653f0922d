package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final int SECONDS = 1800;

  @Test
  void whatStaysIsFlat() {
    assertEquals(new Trend(60, 60, 0, 0, 60, 60), trend(_ -> 60));
  }

  @Test
  void aSteadyLeakIsToldByTheHour() {
    Trend trend = trend(second -> 60 + second / 3600);
    assertEquals(1, trend.slopePerHour(), 1e-9);
    assertEquals(20.0 / 60, trend.growth(), 1e-9);
  }

  @Test
  void theWarmUpDoesNotCount() {
    Trend trend = trend(second -> second < 300 ? second : 300);
    assertEquals(0, trend.growth());
    assertEquals(0, trend.slopePerHour());
    assertEquals(0, trend.min());
    assertEquals(300, trend.max());
  }

  @Test
  void aFewWildValuesMoveNothingButTheMaximum() {
    Trend trend = trend(second -> second % 10 == 0 ? 1000 : 60);
    assertEquals(0, trend.growth());
    assertEquals(0, trend.slopePerHour());
    assertEquals(1000, trend.max());
  }

  @Test
  void aDescriptorThatLeaksLateIsGrowth() {
    assertEquals(1, trend(second -> second < 1400 ? 45 : 46).growth());
  }

  @Test
  void theSlopeIsTheMedianOfAllPairs() {
    assertEquals(
        2,
        Trend.slope(
            List.of(
                new Trend.Point(0, 0),
                new Trend.Point(1, 2),
                new Trend.Point(2, 4),
                new Trend.Point(3, 100),
                new Trend.Point(4, 8))));
  }

  @Test
  void aSinglePointHasNoSlope() {
    assertEquals(0, Trend.slope(List.of(new Trend.Point(1, 5))));
  }

  private static Trend trend(DoubleUnaryOperator value) {
    List<Trend.Point> points = new ArrayList<>();
    for (int second = 0; second < SECONDS; second++) {
      points.add(new Trend.Point(second, value.applyAsDouble(second)));
    }
    return Trend.of(points, SECONDS);
  }
}
