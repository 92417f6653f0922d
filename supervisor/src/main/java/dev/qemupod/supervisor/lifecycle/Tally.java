package dev.qemupod.supervisor.lifecycle;

import java.util.Map;
import java.util.TreeMap;

/** Counts for {@link VmCounters}; owned by the event loop. */
final class Tally {
  private final Map<String, Long> resets = new TreeMap<>();
  private final Map<String, Long> panics = new TreeMap<>();
  private final Map<String, Long> pauses = new TreeMap<>();
  private final Map<String, Long> shutdownRequests = new TreeMap<>();
  private final Map<String, Long> restarts = new TreeMap<>();
  private final Map<String, Long> watchdogActions = new TreeMap<>();
  private final Map<String, Long> memoryFailures = new TreeMap<>();
  private final Map<String, Long> ioErrors = new TreeMap<>();

  void reset(boolean byGuest, String reason) {
    add(resets, (byGuest ? "guest" : "host") + "/" + reason);
  }

  void panic(String action) {
    add(panics, action);
  }

  void pause(String state) {
    add(pauses, state);
  }

  void shutdownRequest(String method) {
    add(shutdownRequests, method);
  }

  void restart(String reason) {
    add(restarts, reason);
  }

  void watchdog(String action) {
    add(watchdogActions, action);
  }

  void memoryFailure(String recipient, String action) {
    add(memoryFailures, recipient + "/" + action);
  }

  void ioError(String device, String operation, String action) {
    add(ioErrors, device + "/" + operation + "/" + action);
  }

  VmCounters counters() {
    return new VmCounters(
        resets,
        panics,
        pauses,
        shutdownRequests,
        restarts,
        watchdogActions,
        memoryFailures,
        ioErrors);
  }

  private static void add(Map<String, Long> counts, String key) {
    counts.merge(key, 1L, Long::sum);
  }
}
