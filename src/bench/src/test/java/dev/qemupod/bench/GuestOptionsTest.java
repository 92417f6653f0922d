package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class GuestOptionsTest {
  @Test
  void threeRoundsUnderTcgAreUsual() throws Exception {
    assertEquals(new GuestOptions(3, false, "./dev bench guest"), GuestOptions.of(List.of()));
  }

  @Test
  void theReportTellsWhatWasAskedFor() throws Exception {
    assertEquals(
        new GuestOptions(7, true, "./dev bench guest --kvm --rounds 7"),
        GuestOptions.of(List.of("--kvm", "--rounds", "7")));
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    assertThrows(BenchException.class, () -> GuestOptions.of(List.of("--rounds")));
    assertThrows(BenchException.class, () -> GuestOptions.of(List.of("--rounds", "0")));
    assertThrows(BenchException.class, () -> GuestOptions.of(List.of("--start")));
  }
}
