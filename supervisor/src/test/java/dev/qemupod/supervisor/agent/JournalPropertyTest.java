package dev.qemupod.supervisor.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever a hostile guest tells of Ignition, it is read to its end, and told on one short line.
 */
class JournalPropertyTest {
  @Property(tries = 1000)
  void anyLineIsAnEntryOrNone(@ForAll byte[] line) {
    JournalEntry.parse(line);
  }

  @Property(tries = 1000)
  void anyJsonIsAnEntryOrNone(@ForAll("json") String json) {
    JournalEntry.parse(("{" + json).getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 1000)
  void theLinesAreTheSameHoweverTheyAreCut(
      @ForAll("noise") byte[] sent, @ForAll("cuts") List<Integer> cuts) {
    List<byte[]> whole = lines(List.of(sent));
    List<byte[]> pieces = lines(Bytes.cut(sent, cuts));
    assertEquals(whole.size(), pieces.size());
    for (int index = 0; index < whole.size(); index++) {
      assertArrayEquals(whole.get(index), pieces.get(index));
    }
  }

  @Property(tries = 50)
  void aLineThatIsTooLongIsLeftOutAndTheNextIsNot(@ForAll @IntRange(min = 0, max = 3) int excess) {
    byte[] longest = "x".repeat(JournalLines.LONGEST_LINE).getBytes(StandardCharsets.UTF_8);
    byte[] more = ("y".repeat(excess) + "\nnext\n").getBytes(StandardCharsets.UTF_8);
    List<byte[]> lines = lines(List.of(longest, more));
    assertEquals(excess == 0 ? 2 : 1, lines.size());
    assertArrayEquals("next".getBytes(StandardCharsets.UTF_8), lines.getLast());
  }

  @Property(tries = 1000)
  void whatIsToldIsOneShortLineWithoutControlCharacters(@ForAll String message) {
    String tamed = FailureNotes.tamed(message);
    assertTrue(tamed.codePointCount(0, tamed.length()) <= FailureNotes.LONGEST_MESSAGE);
    assertTrue(tamed.chars().noneMatch(Character::isISOControl), tamed);
  }

  @Property(tries = 1000)
  void noPasswordOfAUrlIsTold(@ForAll("urls") String message) {
    assertFalse(FailureNotes.tamed(message).contains("s3cret"), FailureNotes.tamed(message));
  }

  private static List<byte[]> lines(List<byte[]> pieces) {
    JournalLines lines = new JournalLines();
    List<byte[]> all = new ArrayList<>();
    for (byte[] piece : pieces) {
      lines.feed(ByteBuffer.wrap(piece), all::add);
    }
    return all;
  }

  @Provide
  Arbitrary<String> urls() {
    return Arbitraries.of(
            "https://s3cret@host/a",
            "http://u:s3cret@host",
            "\"https://host/?t=s3cret\"",
            "data:;base64,s3cret",
            "Cmd: \"s3cret\"",
            "a",
            "@",
            "?",
            "://")
        .list()
        .ofMaxSize(8)
        .map(words -> "x " + String.join(" ", words));
  }

  @Provide
  Arbitrary<String> json() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"MESSAGE\"",
            "\"PRIORITY\"",
            "\"2\"",
            "\"UNIT\"",
            "255",
            "99999999999",
            "-1",
            "1.5",
            "null",
            "\"x\"")
        .list()
        .ofMaxSize(30)
        .map(words -> String.join("", words));
  }

  @Provide
  Arbitrary<byte[]> noise() {
    return Arbitraries.of((byte) '\n', (byte) '{', (byte) '}', (byte) 'a', (byte) 0, (byte) -1)
        .array(byte[].class)
        .ofMaxSize(60);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Bytes.cuts(60);
  }
}
