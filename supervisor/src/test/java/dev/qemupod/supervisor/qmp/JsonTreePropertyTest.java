package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.qemupod.supervisor.Bytes;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** It reads and writes what Jackson's own mapper does. */
class JsonTreePropertyTest {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectMapper mapper = new ObjectMapper();
  private final ObjectReader reader =
      mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private final JsonTree tree = new JsonTree(1 << 16);

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void whatTheMapperWritesIsReadAsTheMapperReadsIt(@ForAll("values") JsonNode value)
      throws IOException {
    byte[] bytes = mapper.writeValueAsBytes(value);
    assertEquals(reader.readTree(bytes), tree.read(bytes, 0, bytes.length));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void whatItWritesIsWhatTheMapperWrites(@ForAll("values") JsonNode value) throws IOException {
    assertEquals(
        mapper.readTree(mapper.writeValueAsBytes(value)), mapper.readTree(tree.write(value)));
  }

  @Property(tries = 2000)
  void whatTheMapperRefusesIsRefusedAndNothingElse(@ForAll("scraps") List<String> scraps)
      throws IOException {
    byte[] bytes = Bytes.of("x" + String.join("", scraps) + "x");
    JsonNode expected;
    try {
      expected = reader.readTree(bytes, 1, bytes.length - 2);
    } catch (IOException refused) {
      assertThrows(IOException.class, () -> tree.read(bytes, 1, bytes.length - 2));
      return;
    }
    if (expected.isMissingNode()) {
      // The mapper takes nothing at all for a value that is not there.
      assertThrows(IOException.class, () -> tree.read(bytes, 1, bytes.length - 2));
    } else {
      assertEquals(expected, tree.read(bytes, 1, bytes.length - 2));
    }
  }

  @Provide
  Arbitrary<List<String>> scraps() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"a\"",
            "\"a\":",
            "\"",
            "1",
            "-",
            "1.5e3",
            "true",
            "null",
            "99999999999999999999",
            "4294967296",
            " ",
            "\n",
            "\u0000",
            "\\u00e4")
        .list()
        .ofMaxSize(9);
  }

  @Provide
  Arbitrary<JsonNode> values() {
    return Arbitraries.recursive(this::leaves, JsonTreePropertyTest::within, 0, 3);
  }

  private static Arbitrary<JsonNode> within(Arbitrary<JsonNode> values) {
    Arbitrary<JsonNode> arrays =
        values.list().ofMaxSize(3).map(elements -> NODES.arrayNode().addAll(elements));
    Arbitrary<JsonNode> objects =
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(3), values)
            .ofMaxSize(3)
            .map(members -> NODES.objectNode().setAll(members));
    return Arbitraries.oneOf(values, arrays, objects);
  }

  private Arbitrary<JsonNode> leaves() {
    return Arbitraries.oneOf(
        Arbitraries.strings().excludeChars('\ud800', '\udfff').ofMaxLength(20).map(NODES::textNode),
        Arbitraries.integers().map(NODES::numberNode),
        Arbitraries.longs().map(NODES::numberNode),
        Arbitraries.bigIntegers().map(NODES::numberNode),
        Arbitraries.doubles().map(NODES::numberNode),
        Arbitraries.of(NODES.booleanNode(true), NODES.booleanNode(false), NODES.nullNode()));
  }
}
