package dev.qemupod.bench;

import dev.qemupod.bench.CpuRun.Phase;
import dev.qemupod.bench.CpuRun.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What came of a measurement of vCPUs.
 *
 * @param command what repeats it
 * @param date when it ended, in UTC
 * @param image the image's id
 * @param rounds how often each pod ran
 * @param cells in the order they ran
 */
record CpuReport(
    String command, String date, Machine machine, String image, int rounds, List<Cell> cells) {
  CpuReport {
    cells = List.copyOf(cells);
  }

  /**
   * One pod, over all rounds.
   *
   * @param cell its limit, vCPUs and threads
   * @param bootSeconds from the container's start to a guest that is ready
   * @param complaints lines of the guest's kernel that tell of lost time, of all rounds
   * @param one with one process that works
   * @param all with as many as vCPUs
   */
  record Cell(String cell, Summary bootSeconds, int complaints, Load one, Load all) {}

  /**
   * Under load.
   *
   * @param unitsPerSecond what the guest did
   * @param throttledPercent of the periods
   * @param throttledSeconds of each second, of all the pod's CPUs together
   * @param vcpuShare CPUs that the threads of the vCPUs used
   * @param otherQemuShare CPUs that qemu's other threads used
   * @param supervisorShare CPUs that the supervisor used
   * @param guestClockPercent how much of the host's time went by on the guest's clock
   * @param answers milliseconds, of all rounds together
   */
  record Load(
      Summary unitsPerSecond,
      Summary throttledPercent,
      Summary throttledSeconds,
      Summary vcpuShare,
      Summary otherQemuShare,
      Summary supervisorShare,
      Summary guestClockPercent,
      Map<String, Answers> answers) {
    Load {
      answers = Map.copyOf(answers);
    }
  }

  /** How long answers took, in milliseconds. */
  record Answers(
      int count, int failures, double median, double nineOfTen, double p99, double max) {}

  /** Sums up the rounds of one pod. */
  static Cell cell(CpuCell cell, List<CpuRun> runs) {
    return new Cell(
        cell.toString(),
        summary(runs, CpuRun::bootSeconds),
        runs.stream().mapToInt(CpuRun::complaints).sum(),
        load(runs.stream().map(CpuRun::one).toList()),
        load(runs.stream().map(CpuRun::all).toList()));
  }

  private static Load load(List<Phase> phases) {
    Map<String, Answers> answers = new TreeMap<>();
    for (Place place : Place.values()) {
      answers.put(place.name().toLowerCase(Locale.ROOT), answers(phases, place));
    }
    return new Load(
        summary(phases, phase -> phase.units() / phase.seconds()),
        summary(
            phases,
            phase ->
                100.0
                    * phase.throttling().throttledPeriods()
                    / Math.max(1, phase.throttling().periods())),
        summary(phases, phase -> phase.throttling().throttledSeconds() / phase.seconds()),
        summary(phases, phase -> phase.times().vcpus() / phase.seconds()),
        summary(phases, phase -> phase.times().otherQemu() / phase.seconds()),
        summary(phases, phase -> phase.times().supervisor() / phase.seconds()),
        summary(phases, phase -> 100 * phase.guestSeconds() / phase.seconds()),
        answers);
  }

  private static Answers answers(List<Phase> phases, Place place) {
    List<Double> all = new ArrayList<>();
    int failures = 0;
    for (Phase phase : phases) {
      LatencyProbe.Answers answers = phase.answers().get(place);
      if (answers != null) {
        all.addAll(answers.milliseconds());
        failures += answers.failures();
      }
    }
    if (all.isEmpty()) {
      return new Answers(0, failures, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    return new Answers(
        all.size(),
        failures,
        tenths(Summary.quantile(all, 0.5)),
        tenths(Summary.quantile(all, 0.9)),
        tenths(Summary.quantile(all, 0.99)),
        tenths(Summary.quantile(all, 1)));
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private static <T> Summary summary(List<T> parts, Function<T, Double> value) {
    return Summary.of(parts.stream().map(value).map(CpuReport::thousandths).toList());
  }

  private static double thousandths(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
