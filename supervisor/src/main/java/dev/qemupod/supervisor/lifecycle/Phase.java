package dev.qemupod.supervisor.lifecycle;

/** What the supervisor is doing. */
public enum Phase {
  /** Reading the environment and the pod's limits. */
  VALIDATING,
  /** Creating and checking disks. */
  PREPARING,
  /** qemu is started, or waits to be started again; QMP does not answer yet. */
  LAUNCHING,
  /** QMP answers. */
  RUNNING,
  /** The shutdown ladder is being climbed down. */
  STOPPING,
  /** qemu is gone and will not come back. */
  EXITED
}
