package dev.qemupod.supervisor.qmp;

import java.util.Locale;
import java.util.Optional;

/** The state of the VM, as QAPI's {@code RunState} (qapi/run-state.json) names it. */
public enum RunState {
  DEBUG,
  INMIGRATE,
  INTERNAL_ERROR,
  IO_ERROR,
  PAUSED,
  POSTMIGRATE,
  PRELAUNCH,
  FINISH_MIGRATE,
  RESTORE_VM,
  RUNNING,
  SAVE_VM,
  SHUTDOWN,
  SUSPENDED,
  WATCHDOG,
  GUEST_PANICKED,
  COLO;

  /** The name on the wire, such as {@code io-error}. */
  public String qapiName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The state of that name; empty for one this version does not know. */
  public static Optional<RunState> ofQapiName(String name) {
    for (RunState state : values()) {
      if (state.qapiName().equals(name)) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
