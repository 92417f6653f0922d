package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void anOddSeriesHasItsMiddleValueAsMedian() {
    assertEquals(new Summary(5, 1, 2, 3, 4, 100), Summary.of(List.of(4.0, 1.0, 100.0, 3.0, 2.0)));
  }

  @Test
  void betweenTwoValuesIsInterpolated() {
    assertEquals(new Summary(2, 10, 12.5, 15, 17.5, 20), Summary.of(List.of(20.0, 10.0)));
  }

  @Test
  void aSingleValueIsAllOfThem() {
    assertEquals(new Summary(1, 7, 7, 7, 7, 7), Summary.of(List.of(7.0)));
  }

  @Test
  void nothingHasNoSummary() {
    assertThrows(IllegalArgumentException.class, () -> Summary.of(List.of()));
  }

  @Test
  void theNinetyNinthPercentileLeavesOneOfAHundredAndOneAbove() {
    List<Double> values = IntStream.rangeClosed(0, 100).asDoubleStream().boxed().toList();
    assertEquals(99, Summary.quantile(values, 0.99));
  }
}
