package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;

/** Turns lines into messages and commands into lines. */
final class QmpParser {
  private final JsonTree json;

  QmpParser(int longestLine) {
    json = new JsonTree(longestLine);
  }

  /** The bytes of one command. */
  byte[] command(long id, String command, JsonNode arguments) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("execute", command);
    if (!arguments.isEmpty()) {
      request.set("arguments", arguments);
    }
    request.put("id", id);
    try {
      byte[] bytes = json.write(request);
      byte[] line = Arrays.copyOf(bytes, bytes.length + 1);
      line[bytes.length] = '\n';
      return line;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * The message in a line.
   *
   * @throws IOException if it is not one
   */
  QmpMessage message(byte[] buffer, int start, int length) throws IOException {
    JsonNode line = json.read(buffer, start, length);
    if (line.has("event")) {
      return new QmpMessage.Notification(event(line));
    }
    if (line.has("return")) {
      return new QmpMessage.Return(id(line), line.get("return"));
    }
    if (line.path("error").isObject()) {
      JsonNode error = line.get("error");
      return new QmpMessage.Failure(
          id(line), error.path("class").asText("GenericError"), error.path("desc").asText(""));
    }
    if (line.path("QMP").isObject()) {
      return new QmpMessage.Greeting(version(line.path("QMP").path("version")));
    }
    throw new IOException("neither greeting, reply nor event");
  }

  private static OptionalLong id(JsonNode line) {
    JsonNode id = line.path("id");
    return id.isIntegralNumber() && id.canConvertToLong()
        ? OptionalLong.of(id.longValue())
        : OptionalLong.empty();
  }

  private static QmpEvent event(JsonNode line) {
    JsonNode data = line.path("data");
    JsonNode timestamp = line.path("timestamp");
    return new QmpEvent(
        line.path("event").asText(),
        data.isObject() ? data : JsonNodeFactory.instance.objectNode(),
        instant(timestamp.path("seconds").asLong(), timestamp.path("microseconds").asLong()));
  }

  /** qemu sends -1 for both if it could not read the clock. */
  private static Instant instant(long seconds, long microseconds) {
    boolean sane = seconds >= 0 && seconds <= Instant.MAX.getEpochSecond() - 1_000_000;
    return sane && microseconds >= 0 && microseconds < 1_000_000
        ? Instant.ofEpochSecond(seconds, microseconds * 1000)
        : Instant.EPOCH;
  }

  private static QmpVersion version(JsonNode version) {
    JsonNode qemu = version.path("qemu");
    return new QmpVersion(
        qemu.path("major").asInt(),
        qemu.path("minor").asInt(),
        qemu.path("micro").asInt(),
        version.path("package").asText("").strip());
  }
}
