package dev.qemupod.supervisor.lifecycle;

/** The start can not go on, and this is how it ends. */
public final class EndingException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Ending ending;

  /** Carries the ending to the one place that exits. */
  public EndingException(Ending ending) {
    super(ending.message());
    this.ending = ending;
  }

  /** How it ends. */
  public Ending ending() {
    return ending;
  }
}
