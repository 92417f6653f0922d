package dev.qemupod.supervisor.config;

/** What starts the guest when no kernel is given. */
public enum FirmwareChoice {
  /** SeaBIOS; x86_64 only. */
  BIOS,
  /** OVMF or AAVMF. */
  UEFI
}
