package dev.qemupod.supervisor.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  // ASCII, as a container without a locale has it.
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.US_ASCII);

  private Log log(boolean json, Level level) {
    return new Log(
        out, json, level, () -> Instant.parse("2026-11-23T22:05:00.007Z").toEpochMilli());
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aTextLineHasTimeLevelAndMessage() {
    log(false, Level.INFO).warning("QEMU_PU is taken for QEMU_CPU");

    assertEquals("2026-11-23T22:05:00.007Z WARNING QEMU_PU is taken for QEMU_CPU\n", written());
  }

  @Test
  void aJsonLineHasTimeLevelLoggerAndMessage() {
    log(true, Level.INFO).error("can not open \"/disk\"");

    assertEquals(
        "{\"time\":\"2026-11-23T22:05:00.007Z\",\"level\":\"ERROR\",\"logger\":\"supervisor\","
            + "\"message\":\"can not open \\\"/disk\\\"\"}\n",
        written());
  }

  @Test
  void anEventIsAMemberOfItsLineOfJsonAndNothingOfItsLineOfText() {
    JsonWriter event = new JsonWriter().beginObject().name("name").value("state").endObject();
    log(true, Level.INFO).event(Level.INFO, "The VM is paused.", event);
    log(false, Level.INFO).event(Level.INFO, "The VM is paused.", event);
    log(true, Level.WARNING).event(Level.INFO, "The VM is paused.", event);

    assertEquals(
        "{\"time\":\"2026-11-23T22:05:00.007Z\",\"level\":\"INFO\",\"logger\":\"supervisor\","
            + "\"message\":\"The VM is paused.\",\"event\":{\"name\":\"state\"}}\n"
            + "2026-11-23T22:05:00.007Z INFO The VM is paused.\n",
        written());
  }

  @Test
  void theWordsOfTheGuestCanNotForgeALine() {
    log(false, Level.INFO).info("qemu said: boot failed\n2026-11-23T22:05:00.007Z ERROR owned");

    assertEquals(1, written().lines().count());
    assertTrue(written().contains("boot failed\\n2026"), written());
  }

  @Test
  void escapeSequencesAreShownAndNotObeyed() {
    log(false, Level.INFO).info("\u001b[2Jgone \u009b31m \u202eevil\u2028 \u007f \t \r");

    assertEquals(
        "2026-11-23T22:05:00.007Z INFO \\u001b[2Jgone \\u009b31m \\u202eevil\\u2028 \\u007f \\t"
            + " \\r\n",
        written());
  }

  @Test
  void textIsUtf8WhateverTheLocale() {
    log(false, Level.INFO).info("größer \uD83D\uDE80");

    assertEquals("2026-11-23T22:05:00.007Z INFO größer \uD83D\uDE80\n", written());
  }

  @ParameterizedTest
  @EnumSource(
      value = Level.class,
      names = {"ERROR", "WARNING", "INFO", "DEBUG"})
  void nothingBelowTheLevelIsWritten(Level level) {
    Log log = log(false, level);
    log.debug("");
    log.info("");
    log.warning("");
    log.error("");

    List<String> expected = new ArrayList<>();
    for (Level each : new Level[] {Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR}) {
      if (each.getSeverity() >= level.getSeverity()) {
        expected.add("2026-11-23T22:05:00.007Z " + each.getName() + " ");
      }
    }
    assertEquals(expected, written().lines().toList());
  }

  @Test
  void levelOffWritesNothing() {
    log(false, Level.OFF).error("nobody wants to know");

    assertEquals("", written());
  }

  @Test
  void eachLineIsASingleWriteSoThatThreadsDoNotMixThem() {
    List<Integer> writes = new ArrayList<>();
    PrintStream counting =
        new PrintStream(bytes, false, StandardCharsets.UTF_8) {
          @Override
          public void write(byte[] buffer, int offset, int length) {
            writes.add(length);
          }
        };
    new Log(counting, true, Level.INFO, () -> 0).info("x");

    assertEquals(
        List.of(
            "{\"time\":\"1970-01-01T00:00:00.000Z\",\"level\":\"INFO\",\"logger\":\"supervisor\",\"message\":\"x\"}\n"
                .length()),
        writes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00.000Z",
        "2024-02-29T23:59:59.999Z",
        "2026-11-03T04:05:06.070Z",
        "1969-12-31T23:59:59.001Z",
        "9999-12-31T00:00:00.100Z"
      })
  void timesAreWrittenAsRfc3339(String time) {
    assertEquals(time, LogText.time(Instant.parse(time).toEpochMilli()));
  }

  @ParameterizedTest
  @CsvSource({"plain,plain", "'it''s','it''s'", "größe,größe"})
  void harmlessTextIsLeftAlone(String message, String expected) {
    assertEquals(expected, LogText.visible(message));
  }
}
