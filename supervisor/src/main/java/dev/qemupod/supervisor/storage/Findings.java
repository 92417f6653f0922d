package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the disks, all of it, before anything is changed. */
final class Findings {
  private final List<Problem> errors = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private boolean onlyDenied = true;

  void error(String variable, String message) {
    errors.add(new Problem(variable, message));
    onlyDenied = false;
  }

  /** An error that is only a matter of permission. */
  void denied(String variable, String message) {
    errors.add(new Problem(variable, message));
  }

  void warning(String variable, String message) {
    warnings.add(new Problem(variable, message));
  }

  Problems problems() {
    return new Problems(errors, warnings);
  }

  StorageException.Kind kind() {
    return onlyDenied && !errors.isEmpty()
        ? StorageException.Kind.PERMISSION
        : StorageException.Kind.CONFIGURATION;
  }
}
