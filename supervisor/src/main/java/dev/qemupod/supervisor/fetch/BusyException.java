package dev.qemupod.supervisor.fetch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The server wants to be asked again later. */
final class BusyException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String retryAfter;

  BusyException(String message, String retryAfter) {
    super(message);
    this.retryAfter = retryAfter;
  }

  String message() {
    return String.valueOf(getMessage());
  }

  /** How long it wants to be left alone, if it says so. */
  Optional<Duration> retryAfter(Instant now) {
    return RetryAfter.parse(retryAfter, now);
  }
}
