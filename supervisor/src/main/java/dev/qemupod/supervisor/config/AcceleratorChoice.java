package dev.qemupod.supervisor.config;

/** What the user asked for with {@code QEMU_ACCEL}. */
public enum AcceleratorChoice {
  /** KVM when it truly works, else TCG with the reason. */
  AUTO,
  /** KVM or failure. */
  KVM,
  /** Emulation, even where KVM works. */
  TCG
}
