package dev.qemupod.supervisor.fetch;

import java.time.Duration;

/**
 * How patient a download is.
 *
 * @param connect for a connection
 * @param stall for the next byte
 * @param firstPause before the second try; it doubles with each
 * @param longestPause where the doubling ends
 * @param tries how often in a row nothing may come of it
 */
public record Timing(
    Duration connect, Duration stall, Duration firstPause, Duration longestPause, int tries) {
  /** For the internet: some two minutes of nothing at all. */
  public static Timing usual() {
    return new Timing(
        Duration.ofSeconds(20),
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        8);
  }

  /** The pause after this many tries without success, at least 1. */
  Duration pauseAfter(int failures) {
    Duration pause = firstPause.multipliedBy(1L << Math.min(failures - 1, 20));
    return pause.compareTo(longestPause) > 0 ? longestPause : pause;
  }
}
