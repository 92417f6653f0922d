package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Foreign text in messages. */
class QuotedTest {
  @Test
  void plainTextIsOnlyQuoted() {
    assertEquals("\"größe 日本 ok\"", Quoted.of("größe 日本 ok"));
  }

  @Test
  void whatATerminalWouldObeyIsEscaped() {
    assertEquals(
        "\"\\u001b[31m\\n\\r\\t\\u0000\\u007f\\u0085\"",
        Quoted.of("\u001b[31m\n\r\t\0\u007f\u0085"));
  }

  @Test
  void whatCannotBeSeenIsEscaped() {
    assertEquals(
        "\"a\\u200bb\\u202ec\\u00a0\\u2028\\ud800\\u{e0001}\"",
        Quoted.of("a\u200bb\u202ec\u00a0\u2028\ud800\udb40\udc01"));
  }

  @Test
  void quotesAndBackslashesAreEscaped() {
    assertEquals("\"a\\\"b\\\\c\"", Quoted.of("a\"b\\c"));
  }

  @Test
  void longTextIsCutBetweenLetters() {
    assertEquals("\"" + "x".repeat(100) + "\"", Quoted.of("x".repeat(100)));
    assertEquals("\"" + "😀".repeat(100) + "...\"", Quoted.of("😀".repeat(101)));
  }
}
