package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, bytes, 0 B",
    "1536, bytes, 1.5 KiB",
    "536870912, bytes, 512 MiB",
    "5497558138880, bytes, 5120 GiB",
    "1048576, Bps, 1 MiB/s",
    "0.25, percentunit, 25 %",
    "0.0125, s, 12.5 ms",
    "100, s, 100 s",
    "1.2, none, 1.2"
  })
  void aNumberIsShort(double value, String unit, String text) {
    assertEquals(text, Units.text(value, unit));
  }

  @ParameterizedTest
  @CsvSource({
    "0, none, 1",
    "1, none, 1",
    "1.2, none, 2",
    "8.3, none, 10",
    "0.0123, s, 0.02",
    "536870912, bytes, 536870912",
    "600000000, bytes, 805306368",
    "97, percentunit, 100"
  })
  void anAxisEndsAtARoundValue(double most, String unit, double top) {
    assertEquals(top, Units.top(most, unit), top * 1e-9);
  }
}
