package dev.qemupod.bench;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What it costs to observe a VM.
 *
 * @param command what repeats it
 * @param date when it ended, in UTC
 * @param loadAverages of the machine's last minute: before, and after each part
 * @param disks of the VM
 * @param vcpus of the VM
 * @param memoryLimit whether the pod had a memory cgroup of its own, with a limit of 1 GiB
 * @param pageBytes the size of /metrics
 * @param series that it has
 * @param idleCpuPercent of one CPU that the supervisor used while nobody asked
 * @param growth of the supervisor by the scrapes that must leave it as it was
 * @param libraries what each takes of it after them
 */
record ObserveReport(
    String command,
    String date,
    Machine machine,
    List<String> loadAverages,
    int disks,
    int vcpus,
    boolean memoryLimit,
    int pageBytes,
    int series,
    double idleCpuPercent,
    Scrapes scrapes,
    Growth growth,
    Map<String, LibraryCost> libraries,
    List<Promise> promises) {
  /** Milliseconds within which 99 of 100 scrapes are answered. */
  static final double SCRAPE_LIMIT = 10;

  /** Percent of one CPU. */
  static final double IDLE_LIMIT = 0.3;

  ObserveReport {
    loadAverages = List.copyOf(loadAverages);
    libraries = Collections.unmodifiableMap(new LinkedHashMap<>(libraries));
    promises = List.copyOf(promises);
  }

  /** Whether every promise was kept. */
  boolean kept() {
    return promises.stream().allMatch(Promise::kept);
  }

  /** Milliseconds. */
  record Latency(int count, double median, double ninetyNineOf100, double max) {
    /** Of at least one answer. */
    static Latency of(List<Double> milliseconds) {
      return new Latency(
          milliseconds.size(),
          Summary.quantile(milliseconds, 0.5),
          Summary.quantile(milliseconds, 0.99),
          Summary.quantile(milliseconds, 1));
    }
  }

  /**
   * Scrapes once a second, as their client sees them.
   *
   * @param keptConnection on one that was open already
   * @param newConnection on one of its own, which it waits for
   * @param measured those of both that qemu was asked for
   * @param cached those of both that were answered from the measurement of the second before
   * @param probe /livez on a kept connection, half a second later: what the machine itself costs
   * @param cpuPercent of one CPU that the supervisor used meanwhile
   */
  record Scrapes(
      Latency keptConnection,
      Latency newConnection,
      Latency measured,
      Latency cached,
      Latency probe,
      double cpuPercent) {}

  /**
   * Of the supervisor.
   *
   * @param warmUpScrapes after which it is counted
   * @param scrapes over which it is counted
   * @param measurements how many of them qemu was asked for
   * @param liveHeap MiB that live on its heap
   * @param proportionalMebibytes its memory (PSS), garbage on the heap included
   * @param outsideHeapMebibytes its anonymous memory outside the heap
   */
  record Growth(
      int warmUpScrapes,
      int scrapes,
      int measurements,
      SoakReport.LiveHeap liveHeap,
      Trend proportionalMebibytes,
      Trend outsideHeapMebibytes,
      Trend descriptors,
      Trend threads) {}

  /** What SPECIFICATION.md says of it. */
  static List<Promise> promises(double idleCpuPercent, Scrapes scrapes, Growth growth) {
    return List.of(
        Promise.atMost(
            "99 of 100 scrapes on a kept connection",
            SCRAPE_LIMIT,
            scrapes.keptConnection().ninetyNineOf100(),
            "ms"),
        Promise.atMost(
            "99 of 100 scrapes on a new connection",
            SCRAPE_LIMIT,
            scrapes.newConnection().ninetyNineOf100(),
            "ms"),
        Promise.atMost(
            "CPU of the supervisor while nobody asks", IDLE_LIMIT, idleCpuPercent, "% of one"),
        Promise.atMost(
            "growth of what lives on its heap",
            SoakAnalysis.LIVE_GROWTH,
            growth.liveHeap().growth(),
            "MiB"),
        Promise.atMost(
            "growth of its anonymous memory outside the heap",
            SoakAnalysis.MEMORY_GROWTH,
            growth.outsideHeapMebibytes().growth(),
            "MiB"),
        Promise.atMost("growth of its descriptors", 0, growth.descriptors().growth(), "of them"),
        Promise.atMost("growth of its threads", 0, growth.threads().growth(), "of them"));
  }
}
