package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.Problem;
import java.util.List;

/** Files or disks are not as they must be, with everything found wrong. */
public final class StorageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final transient List<Problem> problems;

  /** What the exit code tells. */
  public enum Kind {
    /** The pod spec names something that can not be used: 78. */
    CONFIGURATION,
    /** This user may not use it: 77. */
    PERMISSION,
    /** A program or a writable folder is missing: 69. */
    FACILITY
  }

  StorageException(Kind kind, List<Problem> problems) {
    super(text(problems));
    this.kind = kind;
    this.problems = List.copyOf(problems);
  }

  StorageException(Kind kind, String variable, String message) {
    this(kind, List.of(new Problem(variable, message)));
  }

  /** What the exit code tells. */
  public Kind kind() {
    return kind;
  }

  /** Everything found wrong. */
  public List<Problem> problems() {
    return problems;
  }

  private static String text(List<Problem> problems) {
    StringBuilder text = new StringBuilder();
    for (Problem problem : problems) {
      text.append(text.isEmpty() ? "" : "\n").append(problem);
    }
    return text.toString();
  }
}
