package dev.qemupod.supervisor.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a guest says it is, it is short and plain text. */
class GuestTextPropertyTest {
  @Property(tries = 1000)
  void nothingThatCouldBeObeyedOrHiddenIsLeft(@ForAll("any") String text) {
    String tamed = GuestText.tamed(text);
    assertTrue(tamed.codePointCount(0, tamed.length()) <= 128, "too long");
    assertFalse(tamed.chars().anyMatch(Character::isISOControl), "a control character");
    assertFalse(
        tamed.codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT), "a mark");
    assertFalse(
        tamed.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE), "half");
    assertEquals(tamed, GuestText.tamed(tamed));
  }

  @Property(tries = 200)
  void plainTextIsLeftAlone(@ForAll("plain") String text) {
    assertEquals(text, GuestText.tamed(text));
  }

  @Provide
  Arbitrary<String> any() {
    Arbitrary<String> marks =
        Arbitraries.strings()
            .withChars("a\u0000\u001b\u0085\u009b\u200b\u202e\u2028\u2066\ud800\udc00\ue000\ufeff")
            .ofMaxLength(150);
    return Arbitraries.oneOf(Arbitraries.strings().all().ofMaxLength(200), marks);
  }

  @Provide
  Arbitrary<String> plain() {
    return Arbitraries.strings().withCharRange(' ', '~').withChars("äß水").ofMaxLength(128);
  }
}
