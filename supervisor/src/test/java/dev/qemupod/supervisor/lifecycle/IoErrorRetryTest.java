package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IoErrorRetryTest {
  private static final Instant FULL = Instant.parse("2026-01-01T00:00:00Z");

  private final IoErrorRetry retry = new IoErrorRetry();

  @Test
  void nothingIsTriedWithoutAnError() {
    assertFalse(retry.due(FULL));
  }

  @Test
  void aDiskThatStaysFullIsTriedMoreAndMoreSeldom() {
    retry.stopped(FULL);
    List<Integer> tries = new ArrayList<>();
    for (int second = 0; second < 130; second++) {
      Instant now = FULL.plusSeconds(second);
      if (retry.due(now)) {
        tries.add(second);
        retry.stopped(now);
      }
    }
    assertEquals(List.of(2, 6, 14, 30, 60, 90, 120), tries);
  }

  @Test
  void anErrorLongAfterTheLastIsTriedSoonAgain() {
    retry.stopped(FULL);
    assertTrue(retry.due(FULL.plusSeconds(2)));
    Instant later = FULL.plusSeconds(600);
    retry.stopped(later);
    assertFalse(retry.due(later.plusSeconds(1)));
    assertTrue(retry.due(later.plusSeconds(2)));
  }
}
