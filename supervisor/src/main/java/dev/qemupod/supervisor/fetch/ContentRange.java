package dev.qemupod.supervisor.fetch;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which bytes a partial answer has (RFC 9110, section 14.4).
 *
 * @param first the first byte's position; absent in an answer of 416
 * @param total bytes of the whole file, if the server knows
 */
record ContentRange(OptionalLong first, OptionalLong total) {
  /** Reads {@code bytes 200-999/1000}, {@code bytes 200-999/*} and {@code bytes *}{@code /1000}. */
  static Optional<ContentRange> parse(String text) {
    String rest = text.strip();
    if (!rest.regionMatches(true, 0, "bytes ", 0, 6)) {
      return Optional.empty();
    }
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String range = rest.substring(6, slash).strip();
    String size = rest.substring(slash + 1).strip();
    OptionalLong total = Numbers.parse(size);
    if (total.isEmpty() && !size.equals("*")) {
      return Optional.empty();
    }
    if (range.equals("*")) {
      return Optional.of(new ContentRange(OptionalLong.empty(), total));
    }
    int dash = range.indexOf('-');
    if (dash < 0) {
      return Optional.empty();
    }
    OptionalLong first = Numbers.parse(range.substring(0, dash));
    OptionalLong last = Numbers.parse(range.substring(dash + 1));
    boolean sane =
        first.isPresent()
            && last.isPresent()
            && first.getAsLong() <= last.getAsLong()
            && (total.isEmpty() || last.getAsLong() < total.getAsLong());
    return sane ? Optional.of(new ContentRange(first, total)) : Optional.empty();
  }
}
