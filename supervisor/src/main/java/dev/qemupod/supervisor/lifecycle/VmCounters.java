package dev.qemupod.supervisor.lifecycle;

import java.util.Map;

/**
 * What was counted since the supervisor started, restarts of qemu included.
 *
 * @param resets guest resets by {@code initiator/reason}, such as {@code guest/guest-reset}
 * @param panics guest panics by qemu's action
 * @param pauses stops of the VM by the run state they led to
 * @param shutdownRequests steps of the shutdown ladder by method: acpi, guest-agent, quit, sigterm,
 *     sigkill
 * @param restarts new qemu processes by reason: poweroff, panic, crash, accelerator
 * @param watchdogActions watchdog expiries by action
 * @param memoryFailures hardware memory errors by {@code recipient/action}
 * @param ioErrors block I/O errors by {@code device/operation/action}
 */
public record VmCounters(
    Map<String, Long> resets,
    Map<String, Long> panics,
    Map<String, Long> pauses,
    Map<String, Long> shutdownRequests,
    Map<String, Long> restarts,
    Map<String, Long> watchdogActions,
    Map<String, Long> memoryFailures,
    Map<String, Long> ioErrors) {
  public VmCounters {
    resets = Map.copyOf(resets);
    panics = Map.copyOf(panics);
    pauses = Map.copyOf(pauses);
    shutdownRequests = Map.copyOf(shutdownRequests);
    restarts = Map.copyOf(restarts);
    watchdogActions = Map.copyOf(watchdogActions);
    memoryFailures = Map.copyOf(memoryFailures);
    ioErrors = Map.copyOf(ioErrors);
  }

  /** Nothing counted yet. */
  public static VmCounters none() {
    return new VmCounters(
        Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
  }
}
