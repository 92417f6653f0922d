package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ResetDebounceTest {
  private static final Instant REBOOT = Instant.parse("2026-01-01T00:00:00Z");

  private final ResetDebounce debounce = new ResetDebounce();

  @Test
  void aRebootsEchoIsNotASecondReset() {
    assertTrue(debounce.counts(REBOOT));
    assertFalse(debounce.counts(REBOOT.plusMillis(700)));
    assertFalse(debounce.counts(REBOOT.plusMillis(1900)));
    assertTrue(debounce.counts(REBOOT.plusSeconds(10)));
  }

  @Test
  void aLoopOfFastRebootsIsCountedAgainAndAgain() {
    int counted = 0;
    for (int tenth = 0; tenth < 600; tenth++) {
      counted += debounce.counts(REBOOT.plusMillis(100L * tenth)) ? 1 : 0;
    }
    assertEquals(29, counted);
  }
}
