package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** A size is read exactly, or refused; never as another size. */
class QuantityPropertyTest {
  private static final BigInteger LEAST_DISK = BigInteger.valueOf(1 << 20);
  private static final BigInteger LEAST_MEMORY = BigInteger.valueOf(2 << 20);
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  /** Powers of 1024, whatever the case and with or without an i. */
  private static final Map<String, Integer> UNITS =
      Map.of("K", 1, "M", 2, "G", 3, "T", 4, "P", 5, "E", 6);

  @Property(tries = 2000)
  void aNumberWithAUnitIsExactOrRefused(
      @ForAll("digits") String whole,
      @ForAll("fractions") String fraction,
      @ForAll("units") String unit) {
    BigInteger factor = BigInteger.ONE.shiftLeft(10 * power(unit));
    check(number(whole, fraction) + unit, ceiling(whole, fraction, factor, 0));
  }

  @Property(tries = 500)
  void aBareNumberIsBytesOfADiskAndMebibytesOfMemory(
      @ForAll("digits") String whole, @ForAll("fractions") String fraction) {
    check(number(whole, fraction), ceiling(whole, fraction, BigInteger.ONE, 0));
    BigInteger mebibytes = ceiling(whole, fraction, BigInteger.ONE.shiftLeft(20), 0);
    assertEquals(
        within(mebibytes, LEAST_MEMORY), parse(number(whole, fraction), Quantity.Kind.MEMORY));
  }

  @Property(tries = 1000)
  void anExponentIsExactOrRefused(
      @ForAll("digits") String whole,
      @ForAll("fractions") String fraction,
      @ForAll("letters") String letter,
      @ForAll @IntRange(min = -999, max = 999) int exponent) {
    check(
        number(whole, fraction) + letter + exponent,
        ceiling(whole, fraction, BigInteger.ONE, exponent));
  }

  @Property(tries = 500)
  void whatIsWrittenIsReadAgain(@ForAll @LongRange(min = 2 << 20) long bytes) {
    assertEquals(OptionalLong.of(bytes), parse(Quantity.format(bytes), Quantity.Kind.DISK));
    long kibibytes = bytes & -1024;
    assertEquals(
        OptionalLong.of(kibibytes), parse(Quantity.format(kibibytes), Quantity.Kind.MEMORY));
  }

  @Property(tries = 500)
  void moreOfTheSameUnitIsNeverLess(
      @ForAll @LongRange(min = 0) long one,
      @ForAll @LongRange(min = 0) long two,
      @ForAll("units") String unit) {
    OptionalLong less = parse(Math.min(one, two) + unit, Quantity.Kind.DISK);
    OptionalLong more = parse(Math.max(one, two) + unit, Quantity.Kind.DISK);
    if (less.isPresent() && more.isPresent()) {
      assertTrue(less.getAsLong() <= more.getAsLong());
    }
  }

  @Property(tries = 1000)
  void anyTextIsASizeOrAProblem(@ForAll("text") String text) {
    OptionalLong disk = parse(text, Quantity.Kind.DISK);
    OptionalLong memory = parse(text, Quantity.Kind.MEMORY);
    assertTrue(disk.isEmpty() || disk.getAsLong() >= 1 << 20);
    assertTrue(memory.isEmpty() || memory.getAsLong() >= 2 << 20);
  }

  @Provide
  Arbitrary<String> digits() {
    Arbitrary<String> any = Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25);
    Arbitrary<String> edges =
        Combinators.combine(
                Arbitraries.of(0L, 1L, 8L, 8191L, 8192L, Long.MAX_VALUE, Long.MAX_VALUE >> 10),
                Arbitraries.integers().between(-1, 1))
            .as((number, step) -> BigInteger.valueOf(number).add(BigInteger.valueOf(step)))
            .filter(number -> number.signum() >= 0)
            .map(BigInteger::toString);
    return Arbitraries.oneOf(
        any, edges, Arbitraries.integers().between(0, 9000).map(String::valueOf));
  }

  @Provide
  Arbitrary<String> fractions() {
    return Arbitraries.oneOf(
        Arbitraries.just(""), Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(25));
  }

  @Provide
  Arbitrary<String> units() {
    return Arbitraries.of("K", "M", "G", "T", "P", "E", "k", "m", "g", "t", "p", "e")
        .flatMap(letter -> Arbitraries.of("", "i", "I").map(i -> letter + i));
  }

  @Provide
  Arbitrary<String> letters() {
    return Arbitraries.of("e", "E");
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings().withChars("0123456789.+-eEkKMGTPiIbB \u212a\u0664").ofMaxLength(30));
  }

  private static String number(String whole, String fraction) {
    return fraction.isEmpty() ? whole : whole + "." + fraction;
  }

  private static int power(String unit) {
    return UNITS.getOrDefault(unit.substring(0, 1).toUpperCase(Locale.ROOT), 0);
  }

  /** whole.fraction * factor * 10^exponent, rounded up. */
  private static BigInteger ceiling(
      String whole, String fraction, BigInteger factor, int exponent) {
    BigInteger digits = new BigInteger(whole + fraction).multiply(factor);
    int tens = exponent - fraction.length();
    if (tens >= 0) {
      return digits.multiply(BigInteger.TEN.pow(tens));
    }
    BigInteger[] parts = digits.divideAndRemainder(BigInteger.TEN.pow(-tens));
    return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
  }

  private static void check(String text, BigInteger exact) {
    assertEquals(within(exact, LEAST_DISK), parse(text, Quantity.Kind.DISK), text);
    assertEquals(within(exact, LEAST_DISK), parse("+" + text, Quantity.Kind.DISK), text);
    assertEquals(OptionalLong.empty(), parse("-" + text, Quantity.Kind.DISK), text);
  }

  private static OptionalLong within(BigInteger exact, BigInteger least) {
    return exact.compareTo(least) < 0 || exact.compareTo(MOST) > 0
        ? OptionalLong.empty()
        : OptionalLong.of(exact.longValueExact());
  }

  /** A problem has to name the text. */
  private static OptionalLong parse(String text, Quantity.Kind kind) {
    return Told.of(text, setting -> setting.take(Quantity.parse(text, kind)))
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }
}
