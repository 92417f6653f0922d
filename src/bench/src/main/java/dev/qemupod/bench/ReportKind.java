package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The benchmarks, each of which writes reports of its own shape. */
enum ReportKind {
  BENCH("start"),
  SOAK("trends"),
  SIZING("cells"),
  CPU("cells"),
  RESIZE("outcomes"),
  OBSERVE("growth"),
  PEERS("launchers"),
  DISKS("ways"),
  NETWORK("networks"),
  GUEST("places");

  private static final List<String> PROGRAMS = List.of("./dev bench", "src/bench/run");

  private final String part;

  /**
   * A kind.
   *
   * @param part what every report of it has
   */
  ReportKind(String part) {
    this.part = part;
  }

  /** The kind of a report, by the command that made it; fails if it is none. */
  static ReportKind of(String file, JsonNode report) throws BenchException {
    String command = report.path("command").asText();
    ReportKind kind =
        ofCommand(command)
            .orElseThrow(
                () ->
                    new BenchException(
                        file
                            + " is no report of a benchmark: "
                            + (command.isEmpty()
                                ? "it does not name the command that made it"
                                : "its command is " + command)));
    for (String part : List.of("machine", kind.part)) {
      if (!report.path(part).isContainerNode()) {
        throw new BenchException(
            file + " is no whole report of " + kind.label() + ": it has no " + part);
      }
    }
    return kind;
  }

  private static Optional<ReportKind> ofCommand(String command) {
    for (String program : PROGRAMS) {
      if (command.equals(program) || command.startsWith(program + " ")) {
        String word = command.substring(program.length()).strip().split(" ", 2)[0];
        return word.isEmpty() || word.equals("--gate") ? Optional.of(BENCH) : ofWord(word);
      }
    }
    return Optional.empty();
  }

  private static Optional<ReportKind> ofWord(String word) {
    for (ReportKind kind : values()) {
      if (kind != BENCH && kind.label().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** What the benchmark is called. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a part tells how it was measured, has single samples, or what a promise has too. */
  boolean leavesOut(String name) {
    return switch (this) {
      case SOAK -> Set.of("minutes", "events", "seconds", "failures").contains(name);
      case SIZING -> name.equals("variables");
      case RESIZE -> Set.of("lives", "variables").contains(name);
      case OBSERVE -> Set.of("disks", "vcpus", "loadAverages").contains(name);
      case BENCH, CPU, PEERS, DISKS, NETWORK, GUEST -> false;
    };
  }

  /**
   * Whether a promise says only what another part of the report has in more detail, as all of these
   * two do but for those of growth.
   */
  boolean repeats(String promise) {
    return (this == BENCH || this == OBSERVE) && !promise.startsWith(Measures.GROWTH);
  }
}
