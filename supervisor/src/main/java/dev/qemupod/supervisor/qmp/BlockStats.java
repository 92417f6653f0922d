package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/**
 * What a block device has done since qemu started (qapi/block-core.json, BlockDeviceStats).
 *
 * @param device the drive's name; empty with {@code -blockdev}
 * @param qdev the device's QOM path, such as {@code /machine/peripheral/hda/virtio-backend}
 * @param nodeName the block node it is attached to
 */
public record BlockStats(
    String device,
    String qdev,
    String nodeName,
    Operation read,
    Operation write,
    Operation flush,
    Operation discard) {
  /**
   * One kind of request.
   *
   * @param bytes moved; absent for flushes
   * @param operations completed
   * @param nanoseconds spent in them, all together
   * @param failed by an I/O error
   * @param invalid requests of the guest's driver
   */
  public record Operation(
      OptionalLong bytes,
      OptionalLong operations,
      OptionalLong nanoseconds,
      OptionalLong failed,
      OptionalLong invalid) {
    static Operation of(JsonNode stats, String name) {
      return new Operation(
          Unsigned.member(stats, name + "_bytes"),
          Unsigned.member(stats, name + "_operations"),
          Unsigned.member(stats, name + "_total_time_ns"),
          Unsigned.member(stats, "failed_" + name + "_operations"),
          Unsigned.member(stats, "invalid_" + name + "_operations"));
    }
  }

  static BlockStats of(JsonNode entry) {
    JsonNode stats = entry.path("stats");
    return new BlockStats(
        entry.path("device").asText(""),
        entry.path("qdev").asText(""),
        entry.path("node-name").asText(""),
        Operation.of(stats, "rd"),
        Operation.of(stats, "wr"),
        Operation.of(stats, "flush"),
        Operation.of(stats, "unmap"));
  }
}
