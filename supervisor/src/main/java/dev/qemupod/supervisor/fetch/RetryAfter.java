package dev.qemupod.supervisor.fetch;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.OptionalLong;

/** When a server wants to be asked again (RFC 9110, section 10.2.3). */
final class RetryAfter {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private RetryAfter() {}

  /** The time from now, at most five minutes; empty: it is no time. */
  static Optional<Duration> parse(String text, Instant now) {
    String value = text.strip();
    OptionalLong seconds = Numbers.parse(value);
    if (seconds.isPresent()) {
      return Optional.of(Duration.ofSeconds(Math.min(seconds.getAsLong(), LONGEST.toSeconds())));
    }
    try {
      Instant when = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(now, when);
      return Optional.of(
          left.isNegative() ? Duration.ZERO : left.compareTo(LONGEST) > 0 ? LONGEST : left);
    } catch (DateTimeParseException noDate) {
      return Optional.empty();
    }
  }
}
