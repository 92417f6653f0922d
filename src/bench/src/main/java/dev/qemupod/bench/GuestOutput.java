package dev.qemupod.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Reads what the scripts of {@link GuestWork} and stress-ng say. */
final class GuestOutput {
  private static final String METRICS = "stress-ng: metrc: [";
  private static final String VERSION = "stress-ng, version ";

  /** Name, operations, real, user and system seconds, operations in a real and in a busy second. */
  private static final int COLUMNS = 7;

  private static final int PER_REAL_SECOND = 5;

  private GuestOutput() {}

  /**
   * Bogus operations in a second of real time, by place and by stress-ng's name for the stressor.
   */
  static Map<GuestPlace, Map<String, Double>> read(List<String> lines) {
    Map<GuestPlace, Map<String, Double>> found = new EnumMap<>(GuestPlace.class);
    Map<String, Double> current = new TreeMap<>();
    for (String line : lines) {
      Optional<GuestPlace> begun = begun(line);
      if (begun.isPresent()) {
        current = found.computeIfAbsent(begun.get(), _ -> new TreeMap<>());
      }
      OptionalDouble operations = operations(line);
      if (operations.isPresent()) {
        current.put(columns(line)[0], operations.getAsDouble());
      }
    }
    return found;
  }

  /** As stress-ng says it; empty if it did not. */
  static String version(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(VERSION))
        .map(line -> line.substring(VERSION.length()).split(" ", 2)[0])
        .findFirst()
        .orElse("");
  }

  private static Optional<GuestPlace> begun(String line) {
    for (GuestPlace place : GuestPlace.values()) {
      if (line.equals(GuestWork.BEGIN + place.title())) {
        return Optional.of(place);
      }
    }
    return Optional.empty();
  }

  /** Empty for what is no line of metrics, and for their heads. */
  private static OptionalDouble operations(String line) {
    String[] columns = columns(line);
    if (columns.length != COLUMNS) {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(columns[PER_REAL_SECOND]));
    } catch (NumberFormatException _) {
      return OptionalDouble.empty();
    }
  }

  private static String[] columns(String line) {
    return line.startsWith(METRICS)
        ? line.substring(line.indexOf(']') + 1).strip().split(" +")
        : new String[0];
  }
}
