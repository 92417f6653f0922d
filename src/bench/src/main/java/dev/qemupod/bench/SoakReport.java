package dev.qemupod.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What came of a soak.
 *
 * @param command what repeats it
 * @param date when it ended, in UTC
 * @param seconds how long it was
 * @param counts what was done
 * @param events of QMP that the supervisor counted
 * @param scrapeMilliseconds as the scrapes' client sees it
 * @param failures how often something was not as it should be
 * @param firstFailures the first of them
 * @param liveHeap what lives on the supervisor's heap
 * @param trends of the supervisor, and of qemu, of which nothing is promised
 * @param minutes medians of each minute
 */
record SoakReport(
    String command,
    String date,
    Machine machine,
    double seconds,
    Map<String, Long> counts,
    Map<String, Long> events,
    Summary scrapeMilliseconds,
    long failures,
    List<String> firstFailures,
    LiveHeap liveHeap,
    List<Named> trends,
    List<Minute> minutes,
    List<Promise> promises) {
  SoakReport {
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
    events = Collections.unmodifiableMap(new TreeMap<>(events));
    firstFailures = List.copyOf(firstFailures);
    trends = List.copyOf(trends);
    minutes = List.copyOf(minutes);
    promises = List.copyOf(promises);
  }

  /** Whether every promise was kept. */
  boolean kept() {
    return promises.stream().allMatch(Promise::kept);
  }

  /**
   * What lives on the supervisor's heap after a full collection, in MiB.
   *
   * @param early after the warm-up
   * @param late at the end
   */
  record LiveHeap(double early, double late, double growth) {
    static LiveHeap of(double early, double late) {
      return new LiveHeap(early, late, late - early);
    }
  }

  /** The trend of what the name says. */
  record Named(String name, Trend trend) {}

  /**
   * Medians of a minute.
   *
   * @param minute counted from 0
   * @param qemuResidentMebibytes absent if there was no qemu
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Minute(
      int minute,
      double proportionalMebibytes,
      double anonymousMebibytes,
      double heapMebibytes,
      double descriptors,
      double threads,
      @Nullable Double qemuResidentMebibytes) {}
}
