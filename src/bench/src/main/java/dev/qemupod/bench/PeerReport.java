package dev.qemupod.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How the supervisor compares with other launchers.
 *
 * @param command what repeats it
 * @param date when, in UTC
 * @param accelerator kvm or tcg
 * @param limit of the cgroup that all of them run in
 * @param guest that all of them run
 * @param launchers the supervisor first
 * @param comparisons of the supervisor with the best of the others, and with the first of them
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
    List<Comparison> comparisons) {
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

  /**
   * The supervisor against another launcher.
   *
   * @param what was measured
   * @param other the launcher
   * @param ratio the median of the quotients within a round: of times and memory the smaller the
   *     better, of requests per second the larger
   * @param rounds the quotients, summarised
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Comparison(String what, String other, double ratio, Summary rounds) {}

  /**
   * Compares within each round.
   *
   * @param measured values by launcher, by what was measured, in the order of the rounds
   * @param own the launcher that is compared with each other
   */
  static List<Comparison> compare(Map<String, Map<String, List<Double>>> measured, String own) {
    List<Comparison> comparisons = new ArrayList<>();
    Map<String, List<Double>> ours = measured.getOrDefault(own, Map.of());
    for (String what : new TreeSet<>(ours.keySet())) {
      for (Map.Entry<String, Map<String, List<Double>>> other : measured.entrySet()) {
        List<Double> theirs = other.getValue().get(what);
        if (!other.getKey().equals(own) && theirs != null) {
          Summary ratios =
              Summary.of(StartBenchmark.ratios(ours.getOrDefault(what, List.of()), theirs));
          comparisons.add(new Comparison(what, other.getKey(), ratios.median(), ratios));
        }
      }
    }
    return comparisons;
  }
}
