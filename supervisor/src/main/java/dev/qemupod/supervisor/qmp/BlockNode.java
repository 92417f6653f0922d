package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/**
 * A node of the block graph: an image format or a file below it (BlockDeviceInfo).
 *
 * @param name its node-name
 * @param driver such as {@code qcow2} or {@code file}
 * @param file what it reads
 * @param virtualSize in bytes, as the guest sees it
 * @param allocatedSize in bytes, on the host's disk; absent where the file system cannot tell
 */
public record BlockNode(
    String name,
    String driver,
    String file,
    boolean readOnly,
    OptionalLong virtualSize,
    OptionalLong allocatedSize) {
  static BlockNode of(JsonNode entry) {
    JsonNode image = entry.path("image");
    return new BlockNode(
        entry.path("node-name").asText(""),
        entry.path("drv").asText(""),
        entry.path("file").asText(""),
        entry.path("ro").asBoolean(),
        Unsigned.member(image, "virtual-size"),
        Unsigned.member(image, "actual-size"));
  }
}
