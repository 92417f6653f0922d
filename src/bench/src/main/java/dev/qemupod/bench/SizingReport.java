package dev.qemupod.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a sizing torture.
 *
 * @param command what repeats it
 * @param date when it ended, in UTC
 * @param image the image's id
 * @param variables what was set beside what a cell needs
 * @param cells in the order they ran
 */
record SizingReport(
    String command,
    String date,
    Machine machine,
    String image,
    Map<String, String> variables,
    List<Cell> cells,
    List<Promise> promises) {
  SizingReport {
    variables = Map.copyOf(variables);
    cells = List.copyOf(cells);
    promises = List.copyOf(promises);
  }

  /** Whether every promise was kept. */
  boolean kept() {
    return promises.stream().allMatch(Promise::kept);
  }

  /**
   * One pod.
   *
   * @param cell its limit, vCPUs, devices and disk cache
   * @param failure why it did not come to its end; absent if it did
   * @param memory absent if there was not even a guest
   * @param load what was done to it
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Cell(
      String cell,
      long outOfMemoryKills,
      @Nullable String failure,
      @Nullable Memory memory,
      @Nullable Load load) {}

  /**
   * MiB.
   *
   * @param limit of the pod
   * @param guest RAM of the guest
   * @param guestPercent of the limit
   * @param budget the headroom that was planned
   * @param peaks the most of each part
   * @param guestResident RAM of the guest that was held in the end
   * @param translationBound tb-size
   * @param translated code that was held in the end
   * @param used firm memory at its peak that is not the guest's RAM
   * @param left of the budget: for pages of files, and the margin
   */
  record Memory(
      double limit,
      double guest,
      double guestPercent,
      double budget,
      SizingPeaks.Peaks peaks,
      double guestResident,
      double translationBound,
      double translated,
      double used,
      double left) {}

  /**
   * What was done to the pod.
   *
   * @param seconds from its start to its end
   * @param loadSeconds of them, what the guest was busy with what it was told
   * @param diskMebibytes written to its disks, and read again
   * @param missedPings scrapes that found the agent silent
   * @param majorFaults pages that were read from a file, most of them again
   * @param exitCode after it was asked to stop
   */
  record Load(
      double seconds,
      double loadSeconds,
      int diskMebibytes,
      double networkToGuestMebibytes,
      double networkFromGuestMebibytes,
      long scrapes,
      long unansweredScrapes,
      double slowestScrapeMilliseconds,
      long missedPings,
      long majorFaults,
      int exitCode) {}
}
