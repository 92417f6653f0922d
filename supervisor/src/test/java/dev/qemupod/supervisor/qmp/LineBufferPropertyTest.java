package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** How a stream is cut into chunks makes no difference to the lines, nor to the limit. */
class LineBufferPropertyTest {
  private static final int SHORT = 16;
  private static final int LONG = 150_000;

  /** The lines up to the end, or to one that is too long. */
  private record Lines(List<String> whole, boolean refused, boolean midLine) {}

  @Property(tries = 1000)
  void shortLinesAreTheSameHoweverTheyAreCut(
      @ForAll("short") List<Run> runs, @ForAll("fewBytes") List<Integer> cuts) {
    byte[] text = text(runs);
    assertEquals(expected(text, SHORT), read(Bytes.cut(text, cuts), SHORT));
  }

  @Property(tries = 150)
  void longLinesAreTheSameHoweverTheyAreCut(
      @ForAll("long") List<Run> runs, @ForAll("manyBytes") List<Integer> cuts) {
    byte[] text = text(runs);
    assertEquals(expected(text, LONG), read(Bytes.cut(text, cuts), LONG));
  }

  @Provide("short")
  Arbitrary<List<Run>> shortText() {
    return Arbitraries.of((byte) '\n', (byte) '\r', (byte) 'a', (byte) 0, (byte) 0xff)
        .map(value -> new Run(value, 1))
        .list()
        .ofMaxSize(80);
  }

  @Provide("long")
  Arbitrary<List<Run>> longText() {
    Arbitrary<Byte> value = Arbitraries.of((byte) '\n', (byte) '\r', (byte) 'a', (byte) 'b');
    Arbitrary<Integer> length =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 3),
            Arbitraries.integers().between(LONG - 3, LONG + 3),
            Arbitraries.integers().between(1, LONG));
    return Combinators.combine(value, length)
        .as((each, count) -> new Run(each, each == '\n' ? 1 + count % 3 : count))
        .list()
        .ofMaxSize(8);
  }

  @Provide
  Arbitrary<List<Integer>> fewBytes() {
    return Bytes.cuts(40);
  }

  @Provide
  Arbitrary<List<Integer>> manyBytes() {
    return Arbitraries.integers().between(1000, 200_000).list().ofMinSize(1).ofMaxSize(6);
  }

  record Run(byte value, int length) {}

  private static byte[] text(List<Run> runs) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (Run run : runs) {
      for (int count = 0; count < run.length; count++) {
        text.write(run.value);
      }
    }
    return text.toByteArray();
  }

  private static Lines expected(byte[] bytes, int longest) {
    List<String> whole = new ArrayList<>();
    String[] parts = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
    for (int index = 0; index < parts.length; index++) {
      String part = parts[index];
      if (part.length() > longest) {
        return new Lines(whole, true, false);
      }
      if (index < parts.length - 1) {
        whole.add(part.endsWith("\r") ? part.substring(0, part.length() - 1) : part);
      }
    }
    return new Lines(whole, false, !parts[parts.length - 1].isEmpty());
  }

  private static Lines read(List<byte[]> chunks, int longest) {
    LineBuffer buffer = new LineBuffer(longest);
    List<String> whole = new ArrayList<>();
    try {
      for (byte[] chunk : chunks) {
        buffer.feed(
            ByteBuffer.wrap(chunk),
            (bytes, start, length) ->
                whole.add(new String(bytes, start, length, StandardCharsets.ISO_8859_1)));
      }
    } catch (IOException refused) {
      return new Lines(whole, true, false);
    }
    return new Lines(whole, false, buffer.midLine());
  }
}
