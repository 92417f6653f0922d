package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A block device (qapi/block-core.json, BlockInfo).
 *
 * @param device the drive's name; empty with {@code -blockdev}
 * @param qdev the device's QOM path
 * @param ioStatus {@code ok}, {@code failed} or {@code nospace}, where the device tells
 * @param nodeName the node of what is in it; absent if nothing is
 */
public record BlockDevice(
    String device, String qdev, Optional<String> ioStatus, Optional<String> nodeName) {
  static BlockDevice of(JsonNode entry) {
    return new BlockDevice(
        entry.path("device").asText(""),
        entry.path("qdev").asText(""),
        text(entry.path("io-status")),
        text(entry.path("inserted").path("node-name")));
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() ? Optional.of(node.textValue()) : Optional.empty();
  }
}
