package dev.qemupod.supervisor.lifecycle;

/** A step of the start; its value is the time from the supervisor's own start to its end. */
public enum StartupStage {
  /** {@code main} was reached. */
  JVM,
  /** The configuration was read and validated. */
  CONFIG,
  /** Disks and provisioning files were ready. */
  DISKS,
  /** qemu was spawned. */
  SPAWN,
  /** QMP was negotiated. */
  QMP,
  /** The VM was {@code running} for the first time. */
  RUNNING,
  /** The readiness gate was passed for the first time. */
  GUEST_READY
}
