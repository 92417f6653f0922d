package dev.qemupod.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Notes how large the supervisor is after each scrape. */
final class GrowthWatch {
  private final ProcessFacts facts;
  private final JavaHeap heap;
  private final List<Trend.Point> proportional = new ArrayList<>();
  private final List<Trend.Point> outsideHeap = new ArrayList<>();
  private final List<Trend.Point> descriptors = new ArrayList<>();
  private final List<Trend.Point> threads = new ArrayList<>();

  GrowthWatch(ProcessFacts facts, JavaHeap heap) {
    this.facts = facts;
    this.heap = heap;
  }

  /** Looks, at a second since the begin. */
  void look(double second) throws IOException {
    ProcessFacts.Memory memory = facts.memory();
    double onHeap = facts.anonymousMebibytes(heap.start(), heap.end());
    proportional.add(new Trend.Point(second, memory.proportional()));
    outsideHeap.add(new Trend.Point(second, memory.anonymous() - onHeap));
    descriptors.add(new Trend.Point(second, facts.descriptors()));
    threads.add(new Trend.Point(second, facts.threads()));
  }

  /** What came of it after so many seconds. */
  ObserveReport.Growth growth(
      double seconds, int warmUpScrapes, int measurements, SoakReport.LiveHeap live) {
    return new ObserveReport.Growth(
        warmUpScrapes,
        proportional.size(),
        measurements,
        live,
        Trend.of(proportional, seconds),
        Trend.of(outsideHeap, seconds),
        Trend.of(descriptors, seconds),
        Trend.of(threads, seconds));
  }
}
