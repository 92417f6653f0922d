package dev.qemupod.supervisor.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  private final JsonMapper mapper = new JsonMapper();

  @ParameterizedTest
  @ValueSource(
      strings = {"", "plain", "\"quoted\\\"", "\n\r\t\b\f\u0000\u001b", "\u007f\u009f", "größe 🚀"})
  void aParserReadsBackWhatWasQuoted(String text) throws Exception {
    assertEquals(text, mapper.readTree(JsonText.quote(text)).asText());
  }

  @Test
  void everyCharacterSurvives() throws Exception {
    StringBuilder all = new StringBuilder();
    for (char character = 0; character < 0x3000; character++) {
      all.append(character);
    }
    assertEquals(all.toString(), mapper.readTree(JsonText.quote(all.toString())).asText());
  }

  @Test
  void halfAPairSurvivesTheWayThroughUtf8() throws Exception {
    byte[] bytes = JsonText.quote("\uD83D").getBytes(StandardCharsets.UTF_8);

    assertEquals("\uD83D", mapper.readTree(bytes).asText());
  }

  @Test
  void aWriterPutsCommasWhereTheyBelong() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    numbers.put("b", 2L);
    numbers.put("a", 1L);
    JsonWriter writer =
        new JsonWriter()
            .beginObject()
            .name("text")
            .value("a\"b")
            .name("whole")
            .value(Long.MAX_VALUE)
            .name("real")
            .value(0.5)
            .name("none")
            .value(Double.NaN)
            .name("flag")
            .value(true)
            .strings("list", List.of("x", "y"))
            .strings("empty", List.of())
            .numbers("numbers", numbers)
            .name("objects")
            .beginArray()
            .beginObject()
            .endObject()
            .beginObject()
            .name("n")
            .value(1)
            .endObject()
            .endArray()
            .endObject();

    assertEquals(
        "{\"text\":\"a\\\"b\",\"whole\":9223372036854775807,\"real\":0.5,\"none\":null,"
            + "\"flag\":true,\"list\":[\"x\",\"y\"],\"empty\":[],\"numbers\":{\"a\":1,\"b\":2},"
            + "\"objects\":[{},{\"n\":1}]}",
        writer.toString());
  }
}
