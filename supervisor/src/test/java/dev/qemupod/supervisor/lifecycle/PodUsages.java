package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.host.PodUsage;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What a cgroup may tell. */
final class PodUsages {
  private static final long MEBIBYTE = 1 << 20;

  private PodUsages() {}

  /** A pod that uses 1000 MiB, in which so many processes were killed. */
  static PodUsage oomKills(long count) {
    return new PodUsage(
        OptionalLong.of(1024 * MEBIBYTE),
        OptionalLong.of(1010 * MEBIBYTE),
        OptionalLong.of(1000 * MEBIBYTE),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        Map.of("oom_kill", count),
        OptionalDouble.empty(),
        Optional.empty(),
        Map.of());
  }
}
