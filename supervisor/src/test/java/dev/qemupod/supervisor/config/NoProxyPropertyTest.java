package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Which hosts {@code no_proxy} excepts. */
class NoProxyPropertyTest {
  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withChars("ab.*:/[]0123456789, ").ofMaxLength(40);
  }

  @Property
  void anyListIsUnderstood(@ForAll("words") String list, @ForAll("words") String host) {
    NoProxy.parse(list).matches(host, 80);
  }

  @Property
  void aNameExceptsItselfAndWhatIsBelowIt(
      @ForAll("names") String name, @ForAll("names") String below) {
    for (String word : new String[] {name + ".test", "." + name + ".test", "*." + name + ".test"}) {
      NoProxy list = NoProxy.parse("other.test, " + word);
      assertTrue(list.matches(name + ".TEST", 80), word);
      assertTrue(list.matches(below + "." + name + ".test", 80), word);
      assertFalse(list.matches("x" + name + ".test", 80), word);
      assertFalse(list.matches(name + ".test.org", 80), word);
    }
  }

  @Property
  void aNetworkExceptsItsAddresses(
      @ForAll @IntRange(min = 0, max = 255) int one,
      @ForAll @IntRange(min = 0, max = 255) int two) {
    NoProxy list = NoProxy.parse("10.1.0.0/16 fd00::/8");
    assertTrue(list.matches("10.1." + one + "." + two, 80));
    assertFalse(list.matches("10.2." + one + "." + two, 80));
    assertTrue(list.matches("fd00::" + one, 80));
    assertFalse(list.matches("fe00::" + one, 80));
  }

  @Example
  void aPortNarrowsAWord() {
    NoProxy list = NoProxy.parse("mirror.test:8080,192.168.1.1:80,[fd00::1]:443");
    assertTrue(list.matches("mirror.test", 8080));
    assertFalse(list.matches("mirror.test", 80));
    assertTrue(list.matches("192.168.1.1", 80));
    assertFalse(list.matches("192.168.1.1", 443));
    assertTrue(list.matches("fd00::1", 443));
  }

  @Example
  void loopbackIsAskedDirectlyAndAStarExceptsEverything() {
    NoProxy nothing = NoProxy.parse("");
    for (String host : new String[] {"localhost", "127.0.0.1", "127.1.2.3", "::1"}) {
      assertTrue(nothing.matches(host, 80), host);
    }
    assertFalse(nothing.matches("image.test", 80));
    assertTrue(NoProxy.parse("a, *").matches("image.test", 80));
  }
}
