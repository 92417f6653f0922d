package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObserveReportTest {
  private static final Trend FLAT = new Trend(30, 30, 0, 0, 29, 31);

  private static List<String> broken(double kept, double anew, double idle, Trend threads) {
    ObserveReport.Scrapes scrapes =
        new ObserveReport.Scrapes(
            latency(kept), latency(anew), latency(50), latency(50), latency(50), 2);
    ObserveReport.Growth growth =
        new ObserveReport.Growth(
            5000, 1000, 333, SoakReport.LiveHeap.of(4, 4.2), FLAT, FLAT, FLAT, threads);
    return ObserveReport.promises(idle, scrapes, growth).stream()
        .filter(promise -> !promise.kept())
        .map(Promise::what)
        .toList();
  }

  private static ObserveReport.Latency latency(double milliseconds) {
    return ObserveReport.Latency.of(Collections.nCopies(300, milliseconds));
  }

  @Test
  void promisesAreKeptUpToTheirLimits() {
    assertEquals(List.of(), broken(10, 10, 0.3, FLAT));
  }

  @Test
  void eachConnectionIsPromisedOfItsOwn() {
    assertEquals(List.of("99 of 100 scrapes on a kept connection"), broken(10.1, 9, 0.1, FLAT));
    assertEquals(List.of("99 of 100 scrapes on a new connection"), broken(9, 10.1, 0.1, FLAT));
  }

  @Test
  void aThreadThatStaysAndABusyIdleBreakThem() {
    assertEquals(
        List.of("CPU of the supervisor while nobody asks", "growth of its threads"),
        broken(1, 1, 0.31, new Trend(30, 31, 1, 0, 29, 31)));
  }

  @Test
  void ninetyNineOf100AreWithinTheirQuantileAndTheSlowestIsToldToo() {
    List<Double> times = new ArrayList<>(Collections.nCopies(298, 2.0));
    times.add(60.0);
    times.add(80.0);
    ObserveReport.Latency latency = ObserveReport.Latency.of(times);
    assertEquals(new ObserveReport.Latency(300, 2, 2, 80), latency);
  }

  @Test
  void scrapesAreToldByConnectionAndByWhetherQemuWasAsked() throws BenchException {
    ScrapeTimes times = new ScrapeTimes();
    times.add(answer(0.004, 6), true);
    times.add(answer(1.004, 1), true);
    times.add(answer(0.01, 7), false);
    times.addProbe(new ScrapeClient.Answer("", 0.5));
    ObserveReport.Scrapes told = times.told(1.5);
    assertEquals(new ObserveReport.Latency(2, 3.5, 5.95, 6), told.keptConnection());
    assertEquals(new ObserveReport.Latency(1, 7, 7, 7), told.newConnection());
    assertEquals(6.5, told.measured().median());
    assertEquals(2, times.measurements());
    assertEquals(1, told.cached().median());
    assertEquals(0.5, told.probe().max());
  }

  @Test
  void aPageWithoutASampleProvesNothing() {
    ScrapeTimes times = new ScrapeTimes();
    assertThrows(BenchException.class, () -> times.add(new ScrapeClient.Answer("up 1\n", 1), true));
  }

  private static ScrapeClient.Answer answer(double age, double milliseconds) {
    return new ScrapeClient.Answer(
        "# TYPE x gauge\nqemu_collector_sample_age_seconds " + age + "\n", milliseconds);
  }
}
