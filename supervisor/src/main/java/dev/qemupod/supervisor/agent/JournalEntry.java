package dev.qemupod.supervisor.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What matters of a line of {@code journalctl -o json}: a flat object whose values are texts, or
 * lists of bytes where a text would not be printable (systemd's "Journal JSON Format").
 *
 * @param message {@code MESSAGE}
 * @param byIgnition whether Ignition itself wrote it
 * @param ofIgnition whether it is about one of Ignition's units
 * @param error whether its priority is at least that of an error
 */
record JournalEntry(String message, boolean byIgnition, boolean ofIgnition, boolean error) {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int ERROR = 3;

  /** The entry in a line; empty: there is none in it. */
  static Optional<JournalEntry> parse(byte[] line) {
    try (JsonParser parser = JSON.createParser(line)) {
      return parser.nextToken() == JsonToken.START_OBJECT
          ? Optional.of(read(parser))
          : Optional.empty();
    } catch (IOException garbage) {
      return Optional.empty();
    }
  }

  private static JournalEntry read(JsonParser parser) throws IOException {
    String message = "";
    boolean byIgnition = false;
    boolean ofIgnition = false;
    boolean error = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      parser.nextToken();
      switch (name) {
        case "MESSAGE" -> message = text(parser);
        case "PRIORITY" -> error = isError(text(parser));
        case "SYSLOG_IDENTIFIER" -> byIgnition = text(parser).equals("ignition");
        case "_SYSTEMD_UNIT", "UNIT" -> ofIgnition |= text(parser).startsWith("ignition-");
        default -> parser.skipChildren();
      }
    }
    if (parser.currentToken() != JsonToken.END_OBJECT) {
      throw new IOException("no object");
    }
    return new JournalEntry(message, byIgnition, ofIgnition, error);
  }

  private static boolean isError(String priority) {
    return priority.length() == 1 && priority.charAt(0) >= '0' && priority.charAt(0) <= '0' + ERROR;
  }

  private static String text(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return "";
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == null) {
        throw new IOException("no end");
      }
      if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
        bytes.write(parser.getValueAsInt(0));
      } else {
        parser.skipChildren();
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
