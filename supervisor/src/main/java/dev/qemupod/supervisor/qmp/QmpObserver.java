package dev.qemupod.supervisor.qmp;

/** Is told what a QMP connection did; implemented by the metrics. Must not block. */
public interface QmpObserver {
  /**
   * A command was answered, or not.
   *
   * @param command its name
   * @param nanoseconds from the write to the reply or the failure
   * @param outcome how it went
   */
  void command(String command, long nanoseconds, Outcome outcome);

  /** An event arrived. */
  void event(String name);

  /** How a command went. */
  enum Outcome {
    SUCCESS,
    ERROR,
    TIMEOUT,
    DISCONNECT
  }
}
