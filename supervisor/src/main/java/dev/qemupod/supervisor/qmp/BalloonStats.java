package dev.qemupod.supervisor.qmp;

import java.util.Map;
import java.util.OptionalLong;

/**
 * What the guest's balloon driver tells about its memory.
 *
 * @param lastUpdate in seconds of the Unix epoch; 0 if the guest never answered
 * @param stats by qemu's name, such as {@code stat-free-memory}; what the guest does not tell is
 *     missing
 */
public record BalloonStats(long lastUpdate, Map<String, Long> stats) {
  public BalloonStats {
    stats = Map.copyOf(stats);
  }

  /** One of them. */
  public OptionalLong stat(String name) {
    Long value = stats.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
