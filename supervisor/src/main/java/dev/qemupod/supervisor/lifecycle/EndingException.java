package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.Problems;

/** The start can not go on, and this is how it ends. */
public final class EndingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Ending ending;
  private final transient Problems problems;

  /** Carries the ending to the one place that exits. */
  public EndingException(Ending ending) {
    this(ending, Problems.none());
  }

  /** An ending for these problems, which can be listed one by one. */
  public EndingException(Ending ending, Problems problems) {
    super(ending.message());
    this.ending = ending;
    this.problems = problems;
  }

  /** How it ends. */
  public Ending ending() {
    return ending;
  }

  /** What led to it, if that was the configuration; its warnings belong to the whole picture. */
  public Problems problems() {
    return problems;
  }
}
