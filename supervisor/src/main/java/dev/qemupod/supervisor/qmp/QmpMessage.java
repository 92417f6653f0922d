package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/** What qemu may send (docs/interop/qmp-spec). */
sealed interface QmpMessage {
  /** The first line of a connection. */
  record Greeting(QmpVersion version) implements QmpMessage {}

  /** A command succeeded. */
  record Return(OptionalLong id, JsonNode value) implements QmpMessage {}

  /** A command failed; without an id if qemu could not even parse it. */
  record Failure(OptionalLong id, String errorClass, String description) implements QmpMessage {}

  /** Something happened. */
  record Notification(QmpEvent event) implements QmpMessage {}
}
