package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineBufferTest {
  private final List<String> lines = new ArrayList<>();

  private void add(byte[] buffer, int start, int length) {
    lines.add(new String(buffer, start, length, StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5, 1000, 100_000})
  void cutsLinesWhereverTheChunksEnd(int chunk) throws IOException {
    String large = "y".repeat(200_000);
    byte[] text = ("one\r\n\ntwo\n" + large + "\r\nthree").getBytes(StandardCharsets.UTF_8);
    LineBuffer buffer = new LineBuffer(1 << 20);
    for (int start = 0; start < text.length; start += chunk) {
      buffer.feed(ByteBuffer.wrap(text, start, Math.min(chunk, text.length - start)), this::add);
    }
    assertEquals(List.of("one", "", "two", large), lines);
    assertTrue(buffer.midLine());
    buffer.feed(ByteBuffer.wrap(new byte[] {'\n'}), this::add);
    assertEquals("three", lines.getLast());
    assertFalse(buffer.midLine());
  }

  @Test
  void refusesALineThatIsTooLong() throws IOException {
    LineBuffer buffer = new LineBuffer(100_000);
    buffer.feed(ByteBuffer.wrap(new byte[60_000]), this::add);
    IOException failure =
        assertThrows(
            IOException.class, () -> buffer.feed(ByteBuffer.wrap(new byte[60_000]), this::add));
    assertEquals("a line longer than 100000 bytes", failure.getMessage());
  }

  @Test
  void countsTheLineAndNotTheChunkThatEndsIt() throws IOException {
    LineBuffer buffer = new LineBuffer(5);
    buffer.feed(ByteBuffer.wrap("four\ntwo\nfi".getBytes(StandardCharsets.UTF_8)), this::add);
    buffer.feed(ByteBuffer.wrap("ve5\nseven\n".getBytes(StandardCharsets.UTF_8)), this::add);
    assertEquals(List.of("four", "two", "five5", "seven"), lines);
  }
}
