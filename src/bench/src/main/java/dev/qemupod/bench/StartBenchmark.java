package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures how long it takes from the exec of a program until it does its job.
 *
 * <p>Every round starts all contenders once, each round beginning with another one, and what is
 * compared is the ratio within a round: a load that comes and goes then meets both sides.
 */
final class StartBenchmark {
  private static final int WARM_UP_ROUNDS = 3;

  private final Layout layout;
  private final List<Contender> contenders;

  StartBenchmark(Layout layout, List<Contender> contenders) {
    this.layout = layout;
    this.contenders = List.copyOf(contenders);
  }

  /** Measures all contenders in this many rounds. */
  StartReport run(int rounds) throws IOException, InterruptedException, BenchException {
    Map<String, List<Double>> times = new LinkedHashMap<>();
    for (Contender contender : contenders) {
      times.put(contender.name(), new ArrayList<>());
    }
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (int turn = 0; turn < contenders.size(); turn++) {
        int index = Math.floorMod(round + turn, contenders.size());
        Contender contender = contenders.get(index);
        double milliseconds = measure(contender);
        if (round >= 0) {
          times.getOrDefault(contender.name(), List.of()).add(milliseconds);
        }
      }
    }
    return report(rounds, times);
  }

  private double measure(Contender contender)
      throws IOException, InterruptedException, BenchException {
    Path errors = layout.work().resolve("start.stderr");
    String nanoseconds =
        Commands.output(errors, contender.environment(), contender.commandLine(layout.stopwatch()));
    return Long.parseLong(nanoseconds) / 1e6;
  }

  private StartReport report(int rounds, Map<String, List<Double>> times) {
    List<Double> hello = times.getOrDefault(Contenders.HELLO, List.of());
    List<StartReport.Entry> entries = new ArrayList<>();
    for (Contender contender : contenders) {
      List<Double> own = times.getOrDefault(contender.name(), List.of());
      entries.add(
          new StartReport.Entry(
              contender.name(),
              contender.event(),
              Summary.of(own),
              Summary.of(ratios(own, hello))));
    }
    return new StartReport(rounds, WARM_UP_ROUNDS, entries);
  }

  /** The quotients of what was measured in the same round. */
  static List<Double> ratios(List<Double> values, List<Double> yardsticks) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      ratios.add(values.get(i) / yardsticks.get(i));
    }
    return ratios;
  }
}
