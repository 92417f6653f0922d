package dev.qemupod.supervisor.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ScrapeRhythmTest {
  private final ScrapeRhythm rhythm = new ScrapeRhythm();

  /** When the next scrape is due after scrapes at these times. */
  private OptionalLong nextAfter(long... millis) {
    for (long time : millis) {
      rhythm.scraped(nanos(time));
    }
    return rhythm.next();
  }

  private static long nanos(long millis) {
    return Duration.ofMillis(millis).toNanos();
  }

  private static OptionalLong at(long millis) {
    return OptionalLong.of(nanos(millis));
  }

  @Test
  void twoScrapesAreNoRhythm() {
    assertEquals(OptionalLong.empty(), nextAfter(0, 15_000));
  }

  @Test
  void threeScrapesAtAnIntervalForetellTheFourth() {
    assertEquals(at(45_000), nextAfter(0, 15_000, 30_000));
  }

  @Test
  void aPrometheusIsNotExactToTheMillisecond() {
    assertEquals(at(3_010), nextAfter(0, 990, 2_000));
  }

  @Test
  void whoeverComesAsHeLikesIsNotForetold() {
    assertEquals(OptionalLong.empty(), nextAfter(0, 1_000, 3_000, 3_500, 9_000, 9_700));
  }

  @Test
  void ofAPairTheOneThatIsDueNextIsForetold() {
    assertEquals(at(34_000), nextAfter(0, 4_000, 15_000, 19_000, 30_000));
  }

  @Test
  void ofAPairEachIsForetoldByItsOwnInterval() {
    assertEquals(at(45_000), nextAfter(0, 4_000, 15_000, 19_000, 30_000, 34_000));
  }

  @Test
  void aNewIntervalIsLearned() {
    assertEquals(at(75_000), nextAfter(0, 15_000, 30_000, 45_000, 55_000, 65_000));
  }

  @Test
  void tooManyInASecondAreNotForetold() {
    assertEquals(OptionalLong.empty(), nextAfter(0, 100, 200, 300, 400, 500));
  }

  @Test
  void timesBelowZeroAreTimesToo() {
    assertEquals(at(1_000), nextAfter(-2_000, -1_000, 0));
  }
}
