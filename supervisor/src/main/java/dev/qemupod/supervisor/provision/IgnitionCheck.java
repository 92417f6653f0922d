package dev.qemupod.supervisor.provision;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds what would make Ignition refuse, or silently ignore, a config, before a guest is booted
 * with it: the guest itself only stops in an emergency shell.
 *
 * <p>Nothing of the content is ever quoted: it may hold secrets.
 */
final class IgnitionCheck {
  static final int LARGEST_BYTES = 1 << 20;

  private IgnitionCheck() {}

  /** What the config must be and is not, with the fix; empty if Ignition can read it. */
  static Optional<String> objection(byte[] content) {
    if (content.length > LARGEST_BYTES) {
      return Optional.of(
          "must be at most 1 MiB, because a guest would read it for minutes, but is larger; let it"
              + " merge the bulk from a URL (ignition.config.merge)");
    }
    String start = new String(content, 0, Math.min(content.length, 4096), StandardCharsets.UTF_8);
    String text = start.strip();
    if (text.isEmpty()) {
      return Optional.of(
          "must be an Ignition config, but was empty, which Ignition would ignore without a word;"
              + " unset it, or give {\"ignition\":{\"version\":\"3.0.0\"}}");
    }
    if (start.startsWith("\ufeff")) {
      return Optional.of(
          "must be an Ignition config in JSON, but starts with a byte order mark, which Ignition"
              + " refuses; save it as UTF-8 without one");
    }
    if (text.startsWith("#cloud-config")) {
      return Optional.of(
          "must be an Ignition config in JSON, but was cloud-config, which Ignition refuses; guests"
              + " with cloud-init need a cloud-init seed instead");
    }
    if (!text.startsWith("{")) {
      return Optional.of(looksLikeButane(text) ? BUTANE : NO_JSON);
    }
    return parse(content);
  }

  private static final String BUTANE =
      "must be an Ignition config in JSON, but was YAML; translate it first: butane --strict <"
          + " config.bu > config.ign";

  private static final String NO_JSON =
      "must be an Ignition config, a JSON object, but does not begin with {; give the .ign file"
          + " itself, not its name and not an encoded form";

  private static boolean looksLikeButane(String text) {
    return text.startsWith("variant:") || text.contains("\nvariant:") || text.startsWith("---");
  }

  private static Optional<String> parse(byte[] content) {
    try (JsonParser parser = new JsonFactory().createParser(content)) {
      boolean versioned = hasVersion(parser);
      if (parser.nextToken() != null) {
        return Optional.of(
            "must be one JSON object, but something follows it"
                + place(parser.currentTokenLocation())
                + "; remove it");
      }
      return versioned ? Optional.empty() : Optional.of(NO_VERSION);
    } catch (JsonProcessingException broken) {
      return Optional.of(
          "must be valid JSON, but is not"
              + place(broken.getLocation())
              + "; check it with jq, or write it with butane");
    } catch (IOException impossible) {
      return Optional.of("must be readable, but was not: " + impossible.getMessage());
    }
  }

  private static final String NO_VERSION =
      "must have a version, as in {\"ignition\":{\"version\":\"3.4.0\"}}, but ignition.version is"
          + " not there as a text; add the version that the config is written for";

  /** Reads the whole object; whether its {@code ignition.version} is a text. */
  private static boolean hasVersion(JsonParser parser) throws IOException {
    parser.nextToken();
    boolean found = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean section = parser.currentName().equals("ignition");
      JsonToken value = parser.nextToken();
      if (section && value == JsonToken.START_OBJECT) {
        found |= hasVersionField(parser);
      } else {
        parser.skipChildren();
      }
    }
    return found;
  }

  private static boolean hasVersionField(JsonParser parser) throws IOException {
    boolean found = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean version = parser.currentName().equals("version");
      found |= parser.nextToken() == JsonToken.VALUE_STRING && version;
      parser.skipChildren();
    }
    return found;
  }

  private static String place(JsonLocation location) {
    return " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
