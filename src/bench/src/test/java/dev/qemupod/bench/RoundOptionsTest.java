package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundOptionsTest {
  @Test
  void theUsualRoundsNeedNotBeAskedFor() throws Exception {
    assertEquals(new RoundOptions(5, "./dev bench network"), options());
  }

  @Test
  void theReportTellsWhatWasAskedFor() throws Exception {
    assertEquals(new RoundOptions(9, "./dev bench network --rounds 9"), options("--rounds", "9"));
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThrows(BenchException.class, () -> options("--rounds", "none"));
    assertThrows(BenchException.class, () -> options("--rounds", "0"));
    BenchException failure = assertThrows(BenchException.class, () -> options("--fast"));
    assertEquals(
        "network takes --rounds N, N from 1 to 9999, but was given: [--fast]",
        failure.getMessage());
  }

  private static RoundOptions options(String... arguments) throws BenchException {
    return RoundOptions.of("network", 5, List.of(arguments));
  }
}
