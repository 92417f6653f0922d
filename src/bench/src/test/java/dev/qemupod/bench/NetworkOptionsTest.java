package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkOptionsTest {
  @Test
  void fiveRoundsAreUsual() throws Exception {
    assertEquals(new NetworkOptions(5, "./dev bench network"), NetworkOptions.of(List.of()));
  }

  @Test
  void theReportTellsWhatWasAskedFor() throws Exception {
    assertEquals(
        new NetworkOptions(9, "./dev bench network --rounds 9"),
        NetworkOptions.of(List.of("--rounds", "9")));
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThrows(BenchException.class, () -> NetworkOptions.of(List.of("--rounds", "none")));
    assertThrows(BenchException.class, () -> NetworkOptions.of(List.of("--fast")));
  }
}
