package dev.qemupod.supervisor.fetch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Checksum;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** What servers say is understood or refused, whatever it is. */
class FetchParsersPropertyTest {
  private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

  @Provide
  Arbitrary<String> nearlyRanges() {
    return Arbitraries.strings().withChars("bytes 0123456789-/*").ofMaxLength(30);
  }

  @Property
  void anyContentRangeIsUnderstoodOrRefused(@ForAll("nearlyRanges") String text) {
    ContentRange.parse("bytes " + text)
        .ifPresent(
            range ->
                assertTrue(
                    range.first().isEmpty()
                        || range.total().isEmpty()
                        || range.first().getAsLong() < range.total().getAsLong()));
    ContentRange.parse(text);
  }

  @Property
  void aContentRangeIsRead(
      @ForAll @LongRange(min = 0, max = 1L << 50) long first,
      @ForAll @LongRange(min = 1, max = 1L << 50) long length) {
    long total = first + length;
    String range = "bytes " + first + "-" + (total - 1) + "/";
    assertEquals(
        Optional.of(new ContentRange(OptionalLong.of(first), OptionalLong.of(total))),
        ContentRange.parse(range + total));
    assertEquals(
        Optional.of(new ContentRange(OptionalLong.of(first), OptionalLong.empty())),
        ContentRange.parse(range + "*"));
    assertEquals(Optional.empty(), ContentRange.parse(range + (total - 1)));
  }

  @Property
  void anyListOfChecksumsIsUnderstoodOrRefused(@ForAll String list, @ForAll String name) {
    ChecksumList.find(list, name).ifPresent(digest -> assertTrue(Checksum.isDigest(digest.hex())));
  }

  @Provide
  Arbitrary<String> digests() {
    return Arbitraries.strings().withChars("0123456789abcdef").ofLength(64);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().alpha().numeric().withChars("-_.").ofMinLength(1).ofMaxLength(40);
  }

  @Property
  void aFileIsFoundInEveryKindOfList(
      @ForAll("digests") String hex,
      @ForAll("digests") String other,
      @ForAll("names") String name) {
    Optional<Checksum.Digest> found = Optional.of(new Checksum.Digest(hex));
    String otherLine = other + "  not-" + name + "\n";
    assertEquals(found, ChecksumList.find(otherLine + hex + "  " + name + "\n", name));
    assertEquals(found, ChecksumList.find(hex + " *" + name + "\r\n" + otherLine, name));
    assertEquals(found, ChecksumList.find(otherLine + hex + "  ./sub/" + name, name));
    assertEquals(
        found,
        ChecksumList.find(
            "# " + name + ": 3 bytes\nSHA256 (" + name + ") = " + hex + "\n" + otherLine, name));
    assertEquals(found, ChecksumList.find(hex.toUpperCase(Locale.ROOT) + "\n", name));
    assertEquals(Optional.empty(), ChecksumList.find(otherLine, name));
  }

  @Example
  void twoHashesOfOneFileAreNone() {
    String list = "a".repeat(64) + "  x\n" + "b".repeat(64) + "  x\n";
    assertEquals(Optional.empty(), ChecksumList.find(list, "x"));
    // But a longer one settles it.
    String longer = "c".repeat(128);
    assertEquals(
        Optional.of(new Checksum.Digest(longer)), ChecksumList.find(list + longer + "  x\n", "x"));
    assertEquals(
        Optional.of(new Checksum.Digest(longer)), ChecksumList.find(longer + "  x\n" + list, "x"));
  }

  @Property
  void anyRetryAfterIsATimeOrNone(@ForAll String text) {
    RetryAfter.parse(text, NOW)
        .ifPresent(time -> assertFalse(time.isNegative() || time.toMinutes() > 5));
  }

  @Property
  void aRetryAfterIsRead(@ForAll @LongRange(min = 0, max = 300) long seconds) {
    Optional<Duration> expected = Optional.of(Duration.ofSeconds(seconds));
    assertEquals(expected, RetryAfter.parse(Long.toString(seconds), NOW));
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            NOW.plusSeconds(seconds).atOffset(ZoneOffset.UTC));
    assertEquals(expected, RetryAfter.parse(date, NOW));
  }

  @Property
  void anyStateIsUnderstoodOrRefused(@ForAll String text) {
    PartState.parse(text)
        .ifPresent(state -> assertEquals(Optional.of(state), PartState.parse(state.text())));
  }

  @Property
  void aStateIsRead(@ForAll("names") String source, @ForAll("digests") String tag) {
    PartState state = PartState.of(source, "\"" + tag + "\"", "", OptionalLong.of(7));
    assertEquals(Optional.of(state), PartState.parse(state.text()));
  }

  @Example
  void aWeakTagVouchesForNothing() {
    assertEquals("", PartState.of("s", "W/\"a\"", "", OptionalLong.empty()).validator());
    assertEquals("Mon", PartState.of("s", "W/\"a\"", "Mon", OptionalLong.empty()).validator());
    assertEquals("", PartState.of("s", "\"a\nb\"", "", OptionalLong.empty()).validator());
  }
}
