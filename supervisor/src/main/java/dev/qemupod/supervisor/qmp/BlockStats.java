package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a block device has done since qemu started (qapi/block-core.json, BlockDeviceStats).
 *
 * @param device the drive's name; empty with {@code -blockdev}
 * @param qdev the device's QOM path, such as {@code /machine/peripheral/hda/virtio-backend}
 * @param nodeName the block node it is attached to
 * @param failedTimed whether failed requests are in the nanoseconds; they always are in a latency
 */
public record BlockStats(
    String device,
    String qdev,
    String nodeName,
    Operation read,
    Operation write,
    Operation flush,
    Operation discard,
    boolean failedTimed) {
  /**
   * One kind of request.
   *
   * @param bytes moved; absent for flushes
   * @param operations completed
   * @param nanoseconds spent in them, all together
   * @param failed by an I/O error
   * @param invalid requests of the guest's driver
   * @param latency how many took how long, since qemu was told to count them; failed ones too
   */
  public record Operation(
      OptionalLong bytes,
      OptionalLong operations,
      OptionalLong nanoseconds,
      OptionalLong failed,
      OptionalLong invalid,
      Optional<LatencyHistogram> latency) {
    static Operation of(JsonNode stats, String name) {
      return new Operation(
          Unsigned.member(stats, name + "_bytes"),
          Unsigned.member(stats, name + "_operations"),
          Unsigned.member(stats, name + "_total_time_ns"),
          Unsigned.member(stats, "failed_" + name + "_operations"),
          Unsigned.member(stats, "invalid_" + name + "_operations"),
          LatencyHistogram.of(stats.path(name + "_latency_histogram")));
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
        Operation.of(stats, "unmap"),
        stats.path("account_failed").asBoolean(true));
  }
}
