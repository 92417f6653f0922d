package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;

/** What a guest saw of its own size, moment by moment. */
final class ResizeTrace {
  /** The guest's own count of its memory wavers by less. */
  static final long TOLERANCE_KIBIBYTES = 8 << 10;

  /**
   * What it saw at one moment.
   *
   * @param nanoTime when it had said so
   * @param kibibytes all memory that it has
   */
  record Sight(long nanoTime, int vcpus, long kibibytes) {
    boolean hasMemory(long wanted) {
      return Math.abs(kibibytes - wanted) <= TOLERANCE_KIBIBYTES;
    }
  }

  private final List<Sight> sights = new ArrayList<>();

  void add(Sight sight) {
    sights.add(sight);
  }

  /**
   * How long it took until it was so for good, in seconds; empty if it is not so in the end.
   *
   * @param begin from when, as {@link System#nanoTime}
   */
  OptionalDouble secondsUntil(long begin, Predicate<Sight> wanted) {
    OptionalDouble seconds = OptionalDouble.empty();
    for (Sight sight : sights) {
      if (!wanted.test(sight)) {
        seconds = OptionalDouble.empty();
      } else if (seconds.isEmpty()) {
        seconds = OptionalDouble.of(Math.max(0, (sight.nanoTime() - begin) / 1e9));
      }
    }
    return seconds;
  }

  /** How many there are. */
  int count() {
    return sights.size();
  }
}
