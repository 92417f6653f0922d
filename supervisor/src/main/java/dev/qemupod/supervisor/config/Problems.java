package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What was found wrong with the configuration, all of it at once.
 *
 * @param errors each stops the start with exit code 78
 * @param warnings said once in the log
 */
public record Problems(List<Problem> errors, List<Problem> warnings) {
  public Problems {
    errors = List.copyOf(errors);
    warnings = List.copyOf(warnings);
  }

  /** Nothing wrong. */
  public static Problems none() {
    return new Problems(List.of(), List.of());
  }

  /** Both sets of problems, these first. */
  public Problems and(Problems other) {
    return new Problems(concat(errors, other.errors), concat(warnings, other.warnings));
  }

  /** The same, each once, with the names that the user wrote in place of the catalog's. */
  public Problems writtenAs(Map<String, String> names) {
    return names.isEmpty() ? this : new Problems(renamed(errors, names), renamed(warnings, names));
  }

  private static List<Problem> renamed(List<Problem> problems, Map<String, String> names) {
    ArrayList<Problem> renamed = new ArrayList<>();
    for (Problem problem : problems) {
      String name = names.getOrDefault(problem.variable(), problem.variable());
      Problem told = new Problem(name, problem.message());
      if (!renamed.contains(told)) {
        renamed.add(told);
      }
    }
    return renamed;
  }

  private static List<Problem> concat(List<Problem> first, List<Problem> second) {
    ArrayList<Problem> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
