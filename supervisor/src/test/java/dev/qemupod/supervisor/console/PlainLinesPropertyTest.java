package dev.qemupod.supervisor.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a guest writes to its console, what comes out is lines of plain text. */
class PlainLinesPropertyTest {
  private static final int LONGEST = 40;

  @Property(tries = 1000)
  void nothingThatDrivesATerminalComesThrough(@ForAll("noise") byte[] console) {
    for (String line : lines(List.of(console))) {
      assertFalse(line.isEmpty(), "an empty line");
      assertTrue(line.length() <= LONGEST, "a line of " + line.length());
      assertFalse(line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c)), line);
    }
  }

  @Property(tries = 500)
  void theLinesAreTheSameHoweverTheConsoleIsCut(
      @ForAll("noise") byte[] console, @ForAll("cuts") List<Integer> cuts) {
    assertEquals(lines(List.of(console)), lines(Bytes.cut(console, cuts)));
  }

  @Property(tries = 500)
  void plainTextIsLeftAloneBetweenEscapeSequences(@ForAll("coloured") List<String> parts) {
    StringBuilder plain = new StringBuilder();
    for (int index = 0; index < parts.size(); index += 2) {
      plain.append(parts.get(index));
    }
    assertEquals(
        plain.isEmpty() ? List.of() : List.of(plain.toString()),
        lines(List.of(Bytes.of(String.join("", parts) + "\n"))));
  }

  @Provide
  Arbitrary<byte[]> noise() {
    Arbitrary<byte[]> usual =
        coloured()
            .map(parts -> Bytes.of(String.join("", parts) + "\r\n"))
            .list()
            .ofMaxSize(4)
            .map(PlainLinesPropertyTest::joined);
    Arbitrary<byte[]> eightBit =
        Arbitraries.strings().withChars("\n\u0085\u009b\u001b[a").ofMaxLength(12).map(Bytes::of);
    return Arbitraries.oneOf(Bytes.noise(120), Bytes.damaged(usual), eightBit);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Bytes.cuts(20);
  }

  /** A word, a sequence, a word, a sequence and so on. */
  @Provide
  Arbitrary<List<String>> coloured() {
    Arbitrary<String> word =
        Arbitraries.strings().withCharRange(' ', '~').withChars("\täß水").ofMaxLength(4);
    Arbitrary<String> number = Arbitraries.strings().withCharRange('0', '?').ofMaxLength(4);
    Arbitrary<String> title = Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(6);
    Arbitrary<String> sequence =
        Arbitraries.oneOf(
            Combinators.combine(number, Arbitraries.chars().range('@', '~'))
                .as((parameters, end) -> "\u001b[" + parameters + end),
            Combinators.combine(
                    Arbitraries.of("]", "P", "X", "^", "_"),
                    title,
                    Arbitraries.of("\7", "\u001b\\"))
                .as((kind, text, end) -> "\u001b" + kind + text + end),
            Arbitraries.of("\u001b7", "\u001b(B", "\u001bc", "\u0007", "\b", "\u007f", "\u0000"));
    return Combinators.combine(word, sequence)
        .as((before, after) -> List.of(before, after))
        .list()
        .ofMaxSize(5)
        .map(pairs -> pairs.stream().flatMap(List::stream).toList());
  }

  private static List<String> lines(List<byte[]> chunks) {
    List<String> lines = new ArrayList<>();
    PlainLines plain = new PlainLines(LONGEST, lines::add);
    for (byte[] chunk : chunks) {
      plain.feed(chunk, 0, chunk.length);
    }
    String partial = plain.partial();
    if (!partial.isEmpty()) {
      lines.add(partial);
    }
    return lines;
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
