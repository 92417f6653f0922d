package dev.qemupod.supervisor.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Journals as guests write them, and what else may come on that channel. */
class IgnitionJournalTest {
  private static final String BOOT =
      entry("6", "kernel", "", "Linux version 6.1") + entry("3", "sshd", "sshd.service", "no key");

  @Test
  void theErrorsOfIgnitionAreToldAndTheLastOfItsOwnIsTheCause() {
    IgnitionFailure failure =
        failure(
            BOOT
                + entry("6", "ignition", "ignition-fetch.service", "parsed config: hunter2")
                + entry("2", "ignition", "ignition-fetch.service", "failed to fetch config: x")
                + entry("2", "ignition", "", "Ignition failed: config is not valid")
                + entry("3", "systemd", "init.scope", "Failed to start Ignition (fetch).")
                    .replace("}", ",\"UNIT\":\"ignition-fetch.service\"}")
                + "{}\n");
    assertEquals("Ignition failed: config is not valid", failure.cause());
    assertEquals(
        List.of(
            "failed to fetch config: x",
            "Ignition failed: config is not valid",
            "Failed to start Ignition (fetch)."),
        failure.messages());
    assertEquals(0, failure.left());
  }

  @Test
  void anEmptyObjectOrLineAloneMeansThatAllIsWell() {
    for (String text : List.of("{}\n", "\n", " {}\r\n", "")) {
      assertEquals(Optional.empty(), read(text).failure(), text);
    }
  }

  @Test
  void aJournalWithoutAnErrorOfIgnitionIsAFailureStill() {
    IgnitionFailure failure = failure(BOOT + "{}\n");
    assertEquals("its console has the reason", failure.cause());
    assertEquals(List.of(), failure.messages());
  }

  @Test
  void aTellingThatBreaksOffIsAFailure() {
    assertEquals("why", failure(entry("2", "ignition", "", "why") + "{\"MESSA").cause());
  }

  @Test
  void noMoreThanTenMessagesAreKept() {
    StringBuilder text = new StringBuilder();
    for (int number = 1; number <= 15; number++) {
      text.append(entry("2", "ignition", "", "error " + number));
    }
    IgnitionFailure failure = failure(text.toString());
    assertEquals(10, failure.messages().size());
    assertEquals(5, failure.left());
    assertEquals("error 15", failure.cause());
  }

  /** Of Ignition 2.14: the command has the hash of the password in it. */
  @Test
  void whatMayBeSecretIsNotTold() {
    assertEquals(
        "files: op(1): [failed] creating or modifying user \"core\": exit status 3:",
        FailureNotes.tamed(
            "files: op(1): [failed] creating or modifying user \"core\": exit status 3: Cmd:"
                + " \"useradd\" \"--password\" \"$6$hunter2\" Stdout: \"\" Stderr: \"hunter2\""));
    assertEquals(
        "GET https://host/path?... attempt",
        FailureNotes.tamed("GET https://user:hunter2@host/path?token=hunter2: attempt"));
    assertEquals("GET https://...", FailureNotes.tamed("GET https://user:hunt?er2@host/path"));
    assertEquals("error at line 3, column 5", FailureNotes.tamed("error at line 3, column 5\nhu"));
    assertEquals("bad source \"data:...", FailureNotes.tamed("bad source \"data:,hunter2\""));
    assertFalse(
        FailureNotes.tamed("x http://a/?q=hunter2@b y ftp://hunter2@c z").contains("hunter2"));
    assertEquals(FailureNotes.LONGEST_MESSAGE, FailureNotes.tamed("long ".repeat(1000)).length());
    assertEquals("a?b?", FailureNotes.tamed("a\u001bb\u202e"));
  }

  @Test
  void aMessageInBytesIsReadAsText() {
    String bytes =
        "{\"PRIORITY\":\"2\",\"SYSLOG_IDENTIFIER\":\"ignition\",\"MESSAGE\":[97,27,98]}\n";
    assertEquals("a?b", failure(bytes).cause());
  }

  @Test
  void silenceAfterItsBeginningIsItsEndAndBeforeItIsWaitedFor() {
    Queue<String> sent = new ArrayDeque<>(List.of("", "", entry("2", "ignition", "", "a"), ""));
    IgnitionJournal journal =
        new IgnitionJournal(
            (buffer, _) -> {
              String next = sent.remove();
              buffer.put(bytes(next));
              return next.length();
            },
            Duration.ofMillis(1));
    assertEquals("a", journal.read().failure().orElseThrow().cause());
  }

  @Test
  void aFloodIsTooMuchAtSomePoint() {
    long[] count = new long[1];
    IgnitionJournal journal =
        new IgnitionJournal(
            (buffer, _) -> {
              int length = buffer.remaining();
              buffer.put(new byte[length]);
              count[0] += length;
              return length;
            },
            Duration.ofMillis(1));
    IgnitionJournal.Told told = journal.read();
    assertTrue(told.tooMuch());
    assertEquals(Optional.empty(), told.failure());
    assertTrue(count[0] < IgnitionJournal.MOST_BYTES + (64 << 10));
  }

  static String entry(String priority, String identifier, String unit, String message) {
    return "{\"PRIORITY\":\""
        + priority
        + "\",\"_BOOT_ID\":\"0\",\"SYSLOG_IDENTIFIER\":\""
        + identifier
        + "\",\"_SYSTEMD_UNIT\":\""
        + unit
        + "\",\"MESSAGE\":\""
        + message.replace("\"", "\\\"")
        + "\"}\n";
  }

  private static IgnitionFailure failure(String text) {
    return read(text).failure().orElseThrow();
  }

  private static IgnitionJournal.Told read(String text) {
    ByteBuffer rest = ByteBuffer.wrap(bytes(text));
    return new IgnitionJournal(
            (buffer, _) -> {
              int count = Math.min(7, rest.remaining());
              for (int index = 0; index < count; index++) {
                buffer.put(rest.get());
              }
              return count == 0 ? -1 : count;
            },
            Duration.ofMillis(1))
        .read();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
