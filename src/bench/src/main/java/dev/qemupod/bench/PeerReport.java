package dev.qemupod.bench;

import java.util.List;
import java.util.Map;

/**
 * How the supervisor compares with other launchers.
 *
 * @param command what repeats it
 * @param date when, in UTC
 * @param accelerator kvm or tcg
 * @param limit of the cgroup that all of them run in
 * @param guest that all of them run
 * @param launchers the supervisor first
 * @param comparisons of the supervisor with each other
 */
record PeerReport(
    String command,
    String date,
    Machine machine,
    String accelerator,
    String limit,
    String guest,
    int rounds,
    List<Launcher> launchers,
    List<Measured.Comparison> comparisons) {
  PeerReport {
    launchers = List.copyOf(launchers);
    comparisons = List.copyOf(comparisons);
  }

  /**
   * What was measured of one of them.
   *
   * @param values by what was measured; of a launcher without a disk those of disks are absent
   */
  record Launcher(String name, String source, String differs, Map<String, Summary> values) {
    Launcher {
      values = Map.copyOf(values);
    }
  }
}
