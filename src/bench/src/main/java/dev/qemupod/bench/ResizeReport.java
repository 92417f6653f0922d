package dev.qemupod.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What came of a VM that had to follow its pod through resizes at random.
 *
 * @param command what repeats it
 * @param date when it ended, in UTC
 * @param image the image's id
 * @param variables of every pod
 * @param lives the pods, one after the other
 * @param seconds until the guest saw all that it got; absent if it never did
 * @param vcpuSeconds the same, where the vCPUs changed
 * @param memorySeconds the same, where the memory changed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ResizeReport(
    String command,
    String date,
    Machine machine,
    String image,
    Map<String, String> variables,
    int resizes,
    Map<String, Integer> outcomes,
    @Nullable Latency seconds,
    @Nullable Latency vcpuSeconds,
    @Nullable Latency memorySeconds,
    List<Life> lives,
    List<Promise> promises) {
  /** A guest follows within this time. */
  static final double FOLLOWING_SECONDS = 5;

  /** What the end of a pod that failed begins with. */
  static final String FAILED = "failed: ";

  ResizeReport {
    variables = Map.copyOf(variables);
    outcomes = Map.copyOf(outcomes);
    lives = List.copyOf(lives);
    promises = List.copyOf(promises);
  }

  /** Whether every promise was kept. */
  boolean kept() {
    return promises.stream().allMatch(Promise::kept);
  }

  /** What became of one resize. */
  enum Outcome {
    /** The guest has what the limits give. */
    FOLLOWED,
    /** The kernel refused the limit until the guest had freed memory; then it followed. */
    REFUSED_FIRST,
    /** The guest had to free memory before it could give any back; then it followed. */
    IN_USE_FIRST,
    /** It followed once TCG's translation cache had room for another vCPU. */
    CACHE_FULL_FIRST,
    /** This qemu can plug no more vCPUs under TCG: the guest keeps those it has. */
    VCPUS_KEPT,
    /** It did not follow, and nothing is known that was in the way. */
    NOT_FOLLOWED
  }

  /** Seconds. */
  record Latency(int count, double median, double nineOfTen, double max) {
    static @Nullable Latency of(List<Double> seconds) {
      return seconds.isEmpty()
          ? null
          : new Latency(
              seconds.size(),
              hundredths(Summary.quantile(seconds, 0.5)),
              hundredths(Summary.quantile(seconds, 0.9)),
              hundredths(Summary.quantile(seconds, 1)));
    }
  }

  /**
   * A pod, from its start until it was stopped.
   *
   * @param plugs how often the guest saw a vCPU more
   * @param end why another one was started, if it was
   */
  record Life(
      int plugs,
      long outOfMemoryKills,
      long majorFaults,
      int exitCode,
      String end,
      List<Run> runs) {
    Life {
      runs = List.copyOf(runs);
    }
  }

  /**
   * One resize.
   *
   * @param by way of these limits, for so many milliseconds, if there were others before
   * @param refusals of the kernel's to set the memory limit
   * @param filled MiB of the guest's memory
   * @param guest MiB that it has in the end
   * @param vcpuSeconds until the guest saw its vCPUs; absent if they did not change, or never did
   * @param memorySeconds the same of its memory
   * @param seconds until it saw all of it
   * @param looks how often it was asked meanwhile
   * @param slowestLook seconds that its slowest answer took: by so much the times above can be late
   * @param inflations of the memory guard's balloon
   * @param untruths where /status, the metrics and the guest differed in the end
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Run(
      String from,
      @Nullable String by,
      String to,
      String activity,
      int filled,
      Outcome outcome,
      int refusals,
      int vcpus,
      double guest,
      @Nullable Double vcpuSeconds,
      @Nullable Double memorySeconds,
      @Nullable Double seconds,
      int looks,
      double slowestLook,
      long inflations,
      long deflations,
      String difference,
      List<String> untruths) {
    Run {
      untruths = List.copyOf(untruths);
    }

    /** Whether the guard took memory and gave it back, or the other way round. */
    boolean swung() {
      return inflations > 0 && deflations > 0;
    }
  }

  /** Every resize of all pods. */
  static List<Run> runs(List<Life> lives) {
    List<Run> runs = new ArrayList<>();
    lives.forEach(life -> runs.addAll(life.runs()));
    return runs;
  }

  /** Seconds of those resizes that have them. */
  static @Nullable Latency latency(List<Run> runs, Function<Run, @Nullable Double> seconds) {
    List<Double> all = new ArrayList<>();
    for (Run run : runs) {
      Double one = seconds.apply(run);
      if (one != null) {
        all.add(one);
      }
    }
    return Latency.of(all);
  }

  /** What SPECIFICATION.md says of them. */
  static List<Promise> promises(List<Life> lives) {
    List<Run> runs = runs(lives);
    Latency seconds = latency(runs, Run::seconds);
    long kills = lives.stream().mapToLong(Life::outOfMemoryKills).sum();
    long lost = runs.stream().filter(run -> run.outcome() == Outcome.NOT_FOLLOWED).count();
    long failures = lives.stream().filter(life -> life.end().startsWith(FAILED)).count();
    long untruths = runs.stream().mapToLong(run -> run.untruths().size()).sum();
    long swings = runs.stream().filter(Run::swung).count();
    return List.of(
        Promise.atMost(
            "slowest resize until the guest saw it",
            FOLLOWING_SECONDS,
            seconds == null ? Double.POSITIVE_INFINITY : seconds.max(),
            "s"),
        Promise.atMost("resizes that were not followed", 0, (double) lost, "resizes"),
        Promise.atMost("pods that did not come to their end", 0, (double) failures, "pods"),
        Promise.atMost("kills for want of memory", 0, (double) kills, "kills"),
        Promise.atMost("what /status or a metric told wrong", 0, (double) untruths, "untruths"),
        Promise.atMost(
            "resizes in which the memory guard took and gave back", 0, (double) swings, "resizes"));
  }

  static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  /** Rounded; null stays null. */
  static @Nullable Double rounded(@Nullable Double value) {
    return value == null ? null : hundredths(Objects.requireNonNull(value));
  }
}
