package dev.qemupod.bench;

import java.util.List;

/** The starts, compared. */
record StartReport(int rounds, int warmUpRounds, List<Entry> contenders) {
  StartReport {
    contenders = List.copyOf(contenders);
  }

  /**
   * One contender.
   *
   * @param event from where to where was measured
   * @param ratioToHello in the same round
   */
  record Entry(String name, String event, Summary milliseconds, Summary ratioToHello) {
    /** Whether a promise is about it. */
    boolean ofSupervisor() {
      return name.startsWith("supervisor");
    }
  }
}
