package dev.qemupod.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One of the programs whose start is measured.
 *
 * @param name how the report calls it
 * @param event where the clock stops, as the report says it
 * @param prefix what runs before the stopwatch, to prepare its surroundings; mostly nothing
 * @param watch the stopwatch's own arguments
 * @param command what is started
 * @param environment all of its environment
 */
record Contender(
    String name,
    String event,
    List<String> prefix,
    List<String> watch,
    List<String> command,
    Map<String, String> environment) {

  Contender {
    prefix = List.copyOf(prefix);
    watch = List.copyOf(watch);
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /** The whole command line. */
  List<String> commandLine(Path stopwatch) {
    List<String> line = new ArrayList<>(prefix);
    line.add(stopwatch.toString());
    line.addAll(watch);
    line.addAll(command);
    return line;
  }
}
