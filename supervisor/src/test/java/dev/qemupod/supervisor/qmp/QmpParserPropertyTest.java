package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qemupod.supervisor.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/** Any line is a message, or is refused as none; what is a message is read in full. */
class QmpParserPropertyTest {
  private final ObjectMapper json = new ObjectMapper();
  private final QmpParser parser = new QmpParser(QmpConnection.LONGEST_LINE);

  @Property(tries = 3000)
  void anyLineIsAMessageOrRefused(@ForAll("lines") byte[] line) {
    try {
      switch (message(line)) {
        case QmpMessage.Greeting greeting -> assertFalse(greeting.version().toString().isEmpty());
        case QmpMessage.Return value -> assertFalse(value.value().isMissingNode());
        case QmpMessage.Failure failure -> assertFalse(failure.errorClass() == null);
        case QmpMessage.Notification event -> assertEquals(true, event.event().data().isObject());
      }
    } catch (IOException refused) {
      assertFalse(String.valueOf(refused.getMessage()).length() > 2000, "a complaint too long");
    }
  }

  @Property(tries = 30)
  void aLineThatIsTooDeepIsRefused(
      @ForAll @IntRange(min = 2_000, max = 1_000_000) int depth,
      @ForAll("openings") Tuple.Tuple2<String, String> brackets) {
    String line =
        "{\"return\": " + brackets.get1().repeat(depth) + brackets.get2().repeat(depth) + "}";
    assertThrows(IOException.class, () -> message(Bytes.of(line)));
  }

  @Property(tries = 300)
  void anIdThatFitsIsToldAndAnotherIsNone(@ForAll("ids") BigInteger id) throws IOException {
    OptionalLong expected =
        id.bitLength() < Long.SIZE ? OptionalLong.of(id.longValue()) : OptionalLong.empty();
    QmpMessage message = message(Bytes.of("{\"return\": {}, \"id\": " + id + "}"));
    assertEquals(expected, assertInstanceOf(QmpMessage.Return.class, message).id());
  }

  @Property(tries = 300)
  void anyTextInAnEventComesThrough(
      @ForAll("text") String name, @ForAll("text") String member, @ForAll("text") String value)
      throws IOException {
    ObjectNode line = JsonNodeFactory.instance.objectNode().put("event", name);
    line.putObject("data").put(member, value);
    line.putObject("timestamp").put("seconds", 12).put("microseconds", 34);
    QmpEvent event = event(json.writeValueAsBytes(line));
    assertEquals(name, event.name());
    assertEquals(value, event.text(member));
    assertEquals(Instant.ofEpochSecond(12, 34_000), event.timestamp());
  }

  @Property(tries = 300)
  void noTimestampIsTooStrange(@ForAll("numbers") String seconds, @ForAll("numbers") String micros)
      throws IOException {
    String line =
        "{\"event\": \"A\", \"timestamp\": {\"seconds\": %s, \"microseconds\": %s}}"
            .formatted(seconds, micros);
    Instant told = event(Bytes.of(line)).timestamp();
    assertFalse(told.isBefore(Instant.EPOCH), () -> "told " + told);
  }

  @Property(tries = 300)
  void ofAMemberThatIsThereTwiceTheLastCounts(@ForAll("text") String first, @ForAll long last)
      throws IOException {
    String text = json.writeValueAsString(first);
    QmpMessage message =
        message(Bytes.of("{\"id\": " + text + ", \"return\": 1, \"id\": " + last + "}"));
    assertEquals(OptionalLong.of(last), assertInstanceOf(QmpMessage.Return.class, message).id());
  }

  @Provide
  Arbitrary<byte[]> lines() {
    Arbitrary<byte[]> usual = objects(2).map(Bytes::of);
    return Arbitraries.oneOf(usual, Bytes.damaged(usual), Bytes.noise(60));
  }

  @Provide
  Arbitrary<Tuple.Tuple2<String, String>> openings() {
    return Arbitraries.of(Tuple.of("[", "]"), Tuple.of("{\"a\":", "}"), Tuple.of("[", ""));
  }

  @Provide
  Arbitrary<BigInteger> ids() {
    BigInteger large = BigInteger.ONE.shiftLeft(Long.SIZE - 1);
    return Arbitraries.oneOf(
        Arbitraries.longs().map(BigInteger::valueOf),
        Arbitraries.bigIntegers().between(large.shiftLeft(40).negate(), large.shiftLeft(40)),
        Arbitraries.of(large, large.negate(), large.negate().subtract(BigInteger.ONE)));
  }

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.strings()
        .withCharRange('\0', '\ud7ff')
        .withCharRange('\ue000', '\uffff')
        .ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> numbers() {
    return Arbitraries.oneOf(
        Arbitraries.longs().map(String::valueOf),
        ids().map(String::valueOf),
        Arbitraries.doubles().map(String::valueOf),
        Arbitraries.of(
            "-1", "1e999", "-1e999", "1e-999", "9".repeat(900), "0.1", "31556889864403199"));
  }

  /** Objects of the words QMP uses, members doubled, values of any kind and size. */
  private Arbitrary<String> objects(int depth) {
    Arbitrary<String> name =
        Arbitraries.of(
            "event",
            "return",
            "error",
            "QMP",
            "id",
            "data",
            "timestamp",
            "class",
            "desc",
            "version",
            "qemu",
            "major",
            "package",
            "seconds",
            "x");
    Arbitrary<String> value =
        Arbitraries.oneOf(
            numbers(),
            text().map(this::quoted),
            Arbitraries.of("null", "true", "{}", "[]", "\"\\ud800\"", "NaN", "01", "-"));
    Arbitrary<String> nested =
        depth == 0
            ? value
            : Arbitraries.frequencyOf(
                Tuple.of(2, value),
                Tuple.of(2, Arbitraries.lazy(() -> objects(depth - 1))),
                Tuple.of(1, value.list().ofMaxSize(3).map(List::toString)));
    return Combinators.combine(name, nested)
        .as((member, content) -> quoted(member) + ": " + content)
        .list()
        .ofMaxSize(5)
        .map(members -> "{" + String.join(", ", members) + "}");
  }

  private String quoted(String text) {
    try {
      return json.writeValueAsString(text);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** In a buffer with something before and after it. */
  private QmpMessage message(byte[] line) throws IOException {
    byte[] buffer = new byte[line.length + 2];
    buffer[0] = '}';
    buffer[line.length + 1] = '{';
    System.arraycopy(line, 0, buffer, 1, line.length);
    return parser.message(buffer, 1, line.length);
  }

  private QmpEvent event(byte[] line) throws IOException {
    return assertInstanceOf(QmpMessage.Notification.class, message(line)).event();
  }
}
