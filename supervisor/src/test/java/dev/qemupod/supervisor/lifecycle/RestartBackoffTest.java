package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {
  @Test
  void doublesUpToAMinute() {
    RestartBackoff backoff = new RestartBackoff();
    List<Long> delays = new ArrayList<>();
    for (int start = 0; start < 9; start++) {
      delays.add(backoff.delayAfter(Duration.ofSeconds(3)).toSeconds());
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L), delays);
  }

  @Test
  void forgivesAfterTenGoodMinutes() {
    RestartBackoff backoff = new RestartBackoff();
    for (int start = 0; start < 5; start++) {
      backoff.delayAfter(Duration.ZERO);
    }
    assertEquals(Duration.ofSeconds(1), backoff.delayAfter(Duration.ofMinutes(10)));
  }

  @Test
  void givesUpAtTheFifthQuickCrashInARow() {
    RestartBackoff backoff = new RestartBackoff();
    for (int crash = 1; crash <= 4; crash++) {
      assertFalse(backoff.exhaustedBy(Duration.ofSeconds(599)), "crash " + crash);
    }
    assertTrue(backoff.exhaustedBy(Duration.ofSeconds(599)));
  }

  @Test
  void aCrashAfterAnHourIsTheFirstOfANewRow() {
    RestartBackoff backoff = new RestartBackoff();
    for (int crash = 1; crash <= 4; crash++) {
      assertFalse(backoff.exhaustedBy(Duration.ofSeconds(1)), "crash " + crash);
    }
    for (int crash = 1; crash <= 20; crash++) {
      assertFalse(backoff.exhaustedBy(Duration.ofHours(1)), "crash " + crash);
    }
  }
}
