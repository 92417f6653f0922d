package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.SshKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

final class MetaDataPropertyTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();

  @Provide
  Arbitrary<Map<String, String>> fields() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(9),
            Arbitraries.of("instance-id", "local-hostname", "dsmode"));
    return Arbitraries.maps(names, Arbitraries.strings().ofMaxLength(20)).ofMaxSize(5);
  }

  @Property(tries = 300)
  void everyFieldInJsonStaysAndEveryKeyIsThere(
      @ForAll("fields") Map<String, String> fields,
      @ForAll @Size(min = 1, max = 3) List<String> keys)
      throws IOException {
    ObjectNode given = MAPPER.createObjectNode();
    fields.forEach(given::put);
    MetaData data = read(MAPPER.writeValueAsString(given), keys);
    JsonNode written = MAPPER.readTree(data.bytes("host", "id"));
    given
        .properties()
        .forEach(field -> assertEquals(field.getValue(), written.get(field.getKey())));
    List<String> found = new ArrayList<>();
    written.get("public-keys").forEach(key -> found.add(key.asText()));
    assertTrue(found.containsAll(keys), written::toString);
    assertEquals(fields.getOrDefault("instance-id", "id"), written.get("instance-id").asText());
    assertEquals(List.of(), errors);
  }

  @Property(tries = 300)
  void anyTextIsPassedOnOrRefused(@ForAll String text) {
    MetaData data = read(text, List.of());
    byte[] bytes = data.bytes("host", "id");
    assertTrue(bytes.length > 0 || !errors.isEmpty());
  }

  private MetaData read(String text, List<String> keys) {
    return MetaData.read(
        Optional.of(new Content.Inline("V", text)),
        keys.isEmpty()
            ? Optional.empty()
            : Optional.of(new SshKeys("KEYS", keys, Optional.empty())),
        errors,
        warnings);
  }
}
