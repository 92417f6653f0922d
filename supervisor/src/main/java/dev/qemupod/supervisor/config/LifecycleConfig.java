package dev.qemupod.supervisor.config;

import java.time.Duration;

/**
 * What to do when the guest stops, and how long stopping it may take.
 *
 * @param shutdownTimeout the whole shutdown ladder ({@code QEMU_SHUTDOWN_TIMEOUT})
 * @param onPoweroff {@code QEMU_ON_POWEROFF}
 * @param onReboot {@code QEMU_ON_REBOOT}
 * @param onPanic {@code QEMU_ON_PANIC}
 * @param onCrash {@code QEMU_ON_CRASH}
 * @param ready {@code QEMU_READY}
 */
public record LifecycleConfig(
    Duration shutdownTimeout,
    EndPolicy onPoweroff,
    RebootPolicy onReboot,
    EndPolicy onPanic,
    EndPolicy onCrash,
    ReadyGate ready) {
  /** After the VM ended. */
  public enum EndPolicy {
    /** The supervisor ends with the code of the contract. */
    EXIT,
    /** A new qemu is started, with a growing delay. */
    RESTART
  }

  /** When the guest asks for a reset. */
  public enum RebootPolicy {
    /** The guest reboots inside the same qemu. */
    REBOOT,
    /** The supervisor ends. */
    EXIT
  }
}
