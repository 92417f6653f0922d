package dev.qemupod.supervisor.provision;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads as much of an Ignition config as shows that it can be one.
 *
 * <p>A config that Ignition refuses leaves the guest in an emergency shell that ignores the power
 * button, and one it does not recognize leaves a guest nobody can log in to. Jackson's streaming
 * parser is used alone: data binding would load a thousand classes before qemu is started.
 */
final class IgnitionDocument {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private IgnitionDocument() {}

  /** What is wrong with the content, as the end of a sentence with the fix; empty: nothing. */
  static Optional<String> problem(byte[] content) {
    String start = firstCharacters(content);
    if (start.isEmpty()) {
      return Optional.of("is empty: an empty config is dropped by the guest in silence; remove it");
    }
    if (start.charAt(0) == '\ufeff') {
      return Optional.of("starts with a byte order mark, which Ignition refuses: save it without");
    }
    if (start.startsWith("#cloud-config") || start.startsWith("#!")) {
      return Optional.of(
          "is cloud-init user data, not an Ignition config: give the guest an Ignition config in"
              + " JSON, or an image with cloud-init its seed");
    }
    if (start.charAt(0) != '{') {
      return Optional.of(notJson(start));
    }
    return parse(content);
  }

  private static String notJson(String start) {
    if (start.startsWith("variant:") || start.startsWith("#") || start.startsWith("---")) {
      return "is YAML, as Butane reads it: make JSON of it with `butane --strict config.bu >"
          + " config.ign`";
    }
    int colon = start.indexOf(':');
    int lineEnd = start.indexOf('\n');
    if (colon > 0 && (lineEnd < 0 || colon < lineEnd)) {
      return "looks like YAML: make JSON of it with `butane --strict config.bu > config.ign`";
    }
    return "does not start with {: an Ignition config is one JSON object";
  }

  private static Optional<String> parse(byte[] content) {
    String version = "";
    try (JsonParser parser = FACTORY.createParser(content)) {
      parser.nextToken();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        boolean ignition = parser.currentName().equals("ignition");
        JsonToken value = parser.nextToken();
        if (ignition && value == JsonToken.START_OBJECT) {
          version = readVersion(parser);
        } else {
          parser.skipChildren();
        }
      }
      if (parser.nextToken() != null) {
        return Optional.of("holds more than one JSON value: an Ignition config is one object");
      }
    } catch (JsonProcessingException invalid) {
      return Optional.of(describe(invalid));
    } catch (IOException impossible) {
      throw new IllegalStateException("reading from memory", impossible);
    }
    return version.isEmpty()
        ? Optional.of(
            "has no ignition.version: add the version of the spec it follows, as in"
                + " {\"ignition\": {\"version\": \"3.4.0\"}}")
        : Optional.empty();
  }

  private static String readVersion(JsonParser parser) throws IOException {
    String version = "";
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      boolean wanted = parser.currentName().equals("version");
      JsonToken value = parser.nextToken();
      if (wanted && value == JsonToken.VALUE_STRING) {
        version = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return version;
  }

  /** The parser's own sentence, without the content around the place: it may be secret. */
  private static String describe(JsonProcessingException invalid) {
    JsonLocation location = invalid.getLocation();
    String place =
        location == null
            ? ""
            : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    return "is no valid JSON" + place + ": check it with `ignition-validate`";
  }

  private static String firstCharacters(byte[] content) {
    int length = Math.min(content.length, 4096);
    String text = new String(content, 0, length, StandardCharsets.UTF_8);
    return text.startsWith("\ufeff") ? text : text.strip();
  }
}
