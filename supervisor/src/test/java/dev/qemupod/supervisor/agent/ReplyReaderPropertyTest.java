package dev.qemupod.supervisor.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever a hostile agent sends, reading it ends, and the right answer is found behind it. */
class ReplyReaderPropertyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Property(tries = 1000)
  void theLinesAreTheSameHoweverTheyAreCut(
      @ForAll("noise") byte[] sent, @ForAll("cuts") List<Integer> cuts) {
    assertEquals(lines(List.of(sent)), lines(Bytes.cut(sent, cuts)));
  }

  @Property(tries = 500)
  void aLineIsFoundBehindAnythingThatEndsInADelimiter(
      @ForAll("noise") byte[] before, @ForAll("words") String answer) throws IOException {
    ReplyReader reader = reader(List.of(before, latin("\u00ff" + answer + "\n")));
    for (int index = 0; index < before.length; index++) {
      if (before[index] == (byte) ReplyReader.DELIMITER) {
        reader.skipToDelimiter();
      }
    }
    reader.skipToDelimiter();
    assertEquals(answer, new String(reader.line(), StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 100)
  void noMoreIsReadThanAllowed(@ForAll @IntRange(min = 0, max = 255) int value) {
    byte[] block = new byte[4096];
    Arrays.fill(block, (byte) value);
    int[] read = new int[1];
    ReplyReader reader =
        new ReplyReader(
            (buffer, _) -> {
              int count = buffer.remaining();
              buffer.put(block, 0, count);
              read[0] += count;
              return count;
            });
    reader.begin(PATIENCE);
    assertTrue(drain(reader, new ArrayList<>()).startsWith("the guest agent sent"));
    assertTrue(read[0] <= ReplyReader.MOST_BYTES + block.length, () -> "read " + read[0]);
  }

  @Property(tries = 60)
  void anAnswerIsFoundBehindAnyNoise(@ForAll("noise") byte[] before) throws Exception {
    Path socket = Files.createTempDirectory("agent").resolve("agent.sock");
    String noise = new String(before, StandardCharsets.ISO_8859_1);
    try (FakeAgent agent =
        new FakeAgent(
            socket,
            channel -> {
              channel.synchronise(noise);
              channel.hear();
              channel.say("{\"return\": {}}\n");
            })) {
      try (AgentClient client = AgentClient.connect(socket, Duration.ofSeconds(5))) {
        client.ping();
      }
      assertEquals(2, agent.heard().size());
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(socket.getParent());
    }
  }

  @Provide
  Arbitrary<byte[]> noise() {
    Arbitrary<byte[]> answers =
        Combinators.combine(Arbitraries.of("", "\u00ff", "\u00ff\u0000\u0000\u0000"), words())
            .as((before, word) -> before + "{\"return\": \"" + word + "\"}\n")
            .list()
            .ofMaxSize(4)
            .map(lines -> latin(String.join("", lines)));
    Arbitrary<byte[]> flood =
        Combinators.combine(Arbitraries.bytes(), Arbitraries.integers().between(1, 40_000))
            .as((value, count) -> latin(String.valueOf((char) (value & 0xff)).repeat(count)));
    return Arbitraries.oneOf(Bytes.noise(60), Bytes.damaged(answers), flood);
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(20);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Bytes.cuts(5000);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Every line, and then why there is none. */
  private static List<String> lines(List<byte[]> pieces) {
    List<String> lines = new ArrayList<>();
    lines.add(drain(reader(pieces), lines));
    return lines;
  }

  private static String drain(ReplyReader reader, List<String> lines) {
    try {
      while (true) {
        byte[] line = reader.line();
        assertTrue(line.length > 0 && line.length <= ReplyReader.LONGEST_LINE);
        lines.add(new String(line, StandardCharsets.ISO_8859_1));
      }
    } catch (IOException end) {
      return String.valueOf(end.getMessage());
    }
  }

  private static ReplyReader reader(List<byte[]> pieces) {
    Queue<ByteBuffer> rest = new ArrayDeque<>(pieces.stream().map(ByteBuffer::wrap).toList());
    ReplyReader reader =
        new ReplyReader(
            (buffer, _) -> {
              while (!rest.isEmpty() && !rest.peek().hasRemaining()) {
                rest.remove();
              }
              ByteBuffer piece = rest.peek();
              if (piece == null) {
                return -1;
              }
              int count = Math.min(buffer.remaining(), piece.remaining());
              buffer.put(piece.slice(piece.position(), count));
              piece.position(piece.position() + count);
              return count;
            });
    reader.begin(PATIENCE);
    return reader;
  }
}
