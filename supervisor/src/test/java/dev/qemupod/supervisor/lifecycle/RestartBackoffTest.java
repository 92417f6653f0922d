package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
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
  void aRebootsEchoIsNotASecondReset() {
    ResetDebounce debounce = new ResetDebounce();
    Instant reboot = Instant.parse("2026-01-01T00:00:00Z");

    assertEquals(true, debounce.counts(reboot));
    assertEquals(false, debounce.counts(reboot.plusMillis(700)));
    assertEquals(false, debounce.counts(reboot.plusMillis(1900)));
    assertEquals(true, debounce.counts(reboot.plusSeconds(10)));
  }
}
