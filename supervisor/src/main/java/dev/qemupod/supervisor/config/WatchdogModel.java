package dev.qemupod.supervisor.config;

/** Which watchdog the guest is given. */
public enum WatchdogModel {
  /** Intel's 6300ESB, a PCI device that fits every machine. */
  I6300ESB,
  /**
   * The timer of the ICH9 (TCO), which every q35 has. A strap of the chip decides whether its
   * expiry does anything: qemu before 8.0 sets it so that nothing happens.
   */
  ITCO
}
