package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * An event of qemu.
 *
 * @param name such as {@code SHUTDOWN}
 * @param data its members; an empty object if it has none
 * @param timestamp when qemu emitted it, by its own clock
 */
public record QmpEvent(String name, JsonNode data, Instant timestamp) {
  /** A text member of the data, or an empty string. */
  public String text(String member) {
    return data.path(member).asText("");
  }

  /** A boolean member of the data; false if absent. */
  public boolean flag(String member) {
    return data.path(member).asBoolean(false);
  }
}
