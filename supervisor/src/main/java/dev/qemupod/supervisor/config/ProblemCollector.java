package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;

/** Gathers problems while the environment is read, and lists them in the catalog's order. */
final class ProblemCollector {
  private final ArrayList<Problem> errors = new ArrayList<>();
  private final ArrayList<Problem> warnings = new ArrayList<>();

  /** Something that stops the start. */
  void error(String variable, String message) {
    add(errors, new Problem(variable, message));
  }

  /** Something the user should know. */
  void warning(String variable, String message) {
    add(warnings, new Problem(variable, message));
  }

  /** Everything so far. */
  Problems problems() {
    return new Problems(errors, warnings);
  }

  /** Keeps the list sorted; among problems of one variable the first found stays first. */
  private static void add(List<Problem> list, Problem problem) {
    int position = VariableCatalog.position(problem.variable());
    int index = list.size();
    while (index > 0 && VariableCatalog.position(list.get(index - 1).variable()) > position) {
      index--;
    }
    list.add(index, problem);
  }
}
