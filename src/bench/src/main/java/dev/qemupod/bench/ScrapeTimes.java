package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;

/** How long scrapes took, by the connection and by whether qemu was asked for them. */
final class ScrapeTimes {
  private static final String AGE = "qemu_collector_sample_age_seconds";

  /**
   * A sample that was taken for a scrape is as old as the scrape itself; one that was there is from
   * the second before.
   */
  private static final double TAKEN_FOR_IT = 0.5;

  private final List<Double> kept = new ArrayList<>();
  private final List<Double> anew = new ArrayList<>();
  private final List<Double> measured = new ArrayList<>();
  private final List<Double> cached = new ArrayList<>();
  private final List<Double> probes = new ArrayList<>();
  private String page = "";

  /** Notes the answer of /metrics. */
  void add(ScrapeClient.Answer answer, boolean onKept) throws BenchException {
    page = answer.body();
    MetricsText metrics = MetricsText.parse(page);
    if (!metrics.series().containsKey(AGE)) {
      throw new BenchException("/metrics has no " + AGE + ":\n" + page);
    }
    (onKept ? kept : anew).add(answer.milliseconds());
    (metrics.value(AGE) < TAKEN_FOR_IT ? measured : cached).add(answer.milliseconds());
  }

  /** Notes the answer of /livez, which shows what the machine itself costs. */
  void addProbe(ScrapeClient.Answer answer) {
    probes.add(answer.milliseconds());
  }

  /** The page of the last scrape. */
  String page() {
    return page;
  }

  /** How many of them qemu was asked for. */
  int measurements() {
    return measured.size();
  }

  /** What is told of them. */
  ObserveReport.Scrapes told(double cpuPercent) {
    return new ObserveReport.Scrapes(
        ObserveReport.Latency.of(kept),
        ObserveReport.Latency.of(anew),
        ObserveReport.Latency.of(measured),
        ObserveReport.Latency.of(cached),
        ObserveReport.Latency.of(probes),
        cpuPercent);
  }
}
