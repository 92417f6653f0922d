package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BurstLimitTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");

  private final BurstLimit limit = new BurstLimit(3, Duration.ofMinutes(1));

  @Test
  void aFewGoThroughAtOnceAndThenOneAnInterval() {
    assertTrue(limit.allows(START));
    assertTrue(limit.allows(START));
    assertTrue(limit.allows(START));
    assertFalse(limit.allows(START));
    assertTrue(limit.allows(START.plusSeconds(60)));
    assertFalse(limit.allows(START.plusSeconds(60)));
  }

  @Test
  void aFloodIsCutToTheRate() {
    int allowed = 0;
    for (int second = 0; second < 3600; second++) {
      if (limit.allows(START.plusSeconds(second))) {
        allowed++;
      }
    }
    assertEquals(62, allowed);
  }

  @Test
  void aPauseGivesTheBurstBack() {
    for (int count = 0; count < 100; count++) {
      var _ = limit.allows(START);
    }
    Instant later = START.plusSeconds(3600);
    for (int count = 0; count < 3; count++) {
      assertTrue(limit.allows(later));
    }
    assertFalse(limit.allows(later));
  }

  @Test
  void whatWasHeldBackIsCountedUntilItIsAskedFor() {
    BurstLimit limit = new BurstLimit(2, Duration.ofSeconds(10));
    Instant now = Instant.EPOCH;
    for (int times = 0; times < 7; times++) {
      limit.allows(now);
    }
    assertEquals(5, limit.heldBack());
    assertEquals(0, limit.heldBack());
  }
}
