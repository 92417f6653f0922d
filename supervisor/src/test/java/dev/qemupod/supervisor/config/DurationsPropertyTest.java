package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** A time is read exactly and within its bounds, or refused. */
class DurationsPropertyTest {
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofHours(24);
  private static final int BILLION = 1_000_000_000;

  @Property(tries = 500)
  void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = 0, max = 172_800_000) long milliseconds) {
    Duration time = Duration.ofMillis(milliseconds);
    boolean within = time.compareTo(LEAST) >= 0 && time.compareTo(MOST) <= 0;
    assertEquals(
        within ? Optional.of(time) : Optional.empty(), parse(Durations.format(time), LEAST, MOST));
  }

  @Property(tries = 500)
  void partsAddUpHoweverLarge(
      @ForAll @IntRange(min = 0, max = BILLION - 1) int hours,
      @ForAll @IntRange(min = 0, max = BILLION - 1) int minutes,
      @ForAll @IntRange(min = 0, max = BILLION - 1) int seconds,
      @ForAll @IntRange(min = 0, max = BILLION - 1) int milliseconds) {
    Duration sum =
        Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds).plusMillis(milliseconds);
    String text = hours + "h" + minutes + "m" + seconds + "s" + milliseconds + "ms";
    assertEquals(Optional.of(sum), parse(text, Duration.ZERO, sum));
    assertEquals(
        Optional.of(Duration.ofSeconds(seconds)),
        parse(Integer.toString(seconds), Duration.ZERO, sum));
  }

  @Property(tries = 1000)
  void anyTextIsATimeWithinTheBoundsOrAProblem(@ForAll("text") String text) {
    Optional<Duration> time = parse(text, LEAST, MOST);
    assertTrue(time.isEmpty() || time.get().compareTo(LEAST) >= 0);
    assertTrue(time.isEmpty() || time.get().compareTo(MOST) <= 0);
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings().withChars("0123456789hms.-+ \u0664").ofMaxLength(20));
  }

  private static Optional<Duration> parse(String text, Duration least, Duration most) {
    return Told.of(text, setting -> setting.take(Durations.parse(text, least, most)));
  }
}
