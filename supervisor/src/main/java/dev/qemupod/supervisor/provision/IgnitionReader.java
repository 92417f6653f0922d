package dev.qemupod.supervisor.provision;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.qemupod.supervisor.provision.IgnitionConfig.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the few facts of an Ignition config that matter here. Names count without regard to case
 * and the last one of several, as in Go's encoding/json, which Ignition uses.
 *
 * <p>No exception holds anything of the content: it may be secret.
 */
final class IgnitionReader {
  private final JsonParser parser;
  private final List<Reference> references = new ArrayList<>();
  private final Map<String, List<String>> keys = new HashMap<>();
  private boolean section;
  private boolean first;
  private boolean butane;
  private Optional<String> version = Optional.empty();

  private IgnitionReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The facts.
   *
   * @throws Unreadable if it is not one JSON object
   */
  static IgnitionConfig read(byte[] content) throws Unreadable {
    try (JsonParser parser = new JsonFactory().createParser(content)) {
      IgnitionReader reader = new IgnitionReader(parser);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new Unreadable("must be one JSON object, but is something else");
      }
      reader.readRoot();
      if (parser.nextToken() != null) {
        throw new Unreadable(
            "must be one JSON object, but something follows it"
                + place(parser.currentTokenLocation())
                + "; remove it");
      }
      return new IgnitionConfig(
          reader.section,
          reader.version,
          reader.first,
          reader.butane,
          reader.references,
          reader.keys);
    } catch (JsonProcessingException broken) {
      throw new Unreadable(
          "must be valid JSON, but is not"
              + place(broken.getLocation())
              + "; check it with jq, or write it with butane");
    } catch (Unreadable told) {
      throw told;
    } catch (IOException impossible) {
      throw new Unreadable("must be readable, but was not");
    }
  }

  /** It is no JSON object; the message says what it must be, and is not, and where. */
  static final class Unreadable extends IOException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message);
    }
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  private void readRoot() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equalsIgnoreCase("ignition") && value == JsonToken.START_OBJECT) {
        section = true;
        readIgnition();
      } else if (name.equalsIgnoreCase("passwd") && value == JsonToken.START_OBJECT) {
        readPasswd();
      } else {
        first |= name.equalsIgnoreCase("ignitionVersion");
        butane |= name.equals("variant");
        parser.skipChildren();
      }
    }
  }

  private void readIgnition() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equalsIgnoreCase("version") && value == JsonToken.VALUE_STRING) {
        version = Optional.of(parser.getText());
      } else if (name.equalsIgnoreCase("config") && value == JsonToken.START_OBJECT) {
        readReferences();
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readReferences() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean known =
          name.equalsIgnoreCase("merge")
              || name.equalsIgnoreCase("append")
              || name.equalsIgnoreCase("replace");
      JsonToken value = parser.nextToken();
      if (known && value == JsonToken.START_OBJECT) {
        readReference();
      } else if (known && value == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken() == JsonToken.START_OBJECT) {
            readReference();
          } else {
            parser.skipChildren();
          }
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readReference() throws IOException {
    String source = "";
    String compression = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      if (text && name.equalsIgnoreCase("source")) {
        source = parser.getText();
      } else if (text && name.equalsIgnoreCase("compression")) {
        compression = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    references.add(new Reference(source, compression));
  }

  private void readPasswd() throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      boolean users = parser.currentName().equalsIgnoreCase("users");
      if (parser.nextToken() == JsonToken.START_ARRAY && users) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (parser.currentToken() == JsonToken.START_OBJECT) {
            readUser();
          } else {
            parser.skipChildren();
          }
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void readUser() throws IOException {
    String user = "";
    List<String> found = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equalsIgnoreCase("name") && value == JsonToken.VALUE_STRING) {
        user = parser.getText();
      } else if (name.equalsIgnoreCase("sshAuthorizedKeys") && value == JsonToken.START_ARRAY) {
        readTexts(found);
      } else {
        parser.skipChildren();
      }
    }
    if (!keys.containsKey(user)) {
      keys.put(user, found);
    } else {
      keys.get(user).addAll(found);
    }
  }

  private void readTexts(List<String> texts) throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        texts.add(parser.getText());
      } else {
        parser.skipChildren();
      }
    }
  }
}
