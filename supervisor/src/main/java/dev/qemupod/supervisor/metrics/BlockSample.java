package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.BlockStats;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A disk of the guest.
 *
 * @param device its id in qemu, such as {@code hda}
 * @param stats what it has done since qemu was started
 * @param virtualSize bytes the guest sees
 * @param allocatedSize bytes its image takes on the host
 * @param latencies how long its requests took, a kind of them each
 */
public record BlockSample(
    String device,
    BlockStats stats,
    OptionalLong virtualSize,
    OptionalLong allocatedSize,
    List<Latency> latencies) {
  public BlockSample {
    latencies = List.copyOf(latencies);
  }

  /**
   * How long requests took.
   *
   * @param operation such as {@code read}
   * @param counts requests within each of {@link BlockLatencies#BOUNDARIES} and above the one
   *     before it, and last those above all
   * @param seconds spent in the same requests; absent where qemu does not count all of them
   */
  public record Latency(String operation, List<Long> counts, OptionalDouble seconds) {
    public Latency {
      counts = List.copyOf(counts);
    }
  }
}
