package dev.qemupod.supervisor.machine;

import java.nio.file.Path;

/** What starts the guest. */
public sealed interface Firmware {
  /** qemu's default for the machine: SeaBIOS on q35. */
  record Bios() implements Firmware {}

  /**
   * UEFI in two flash chips.
   *
   * @param code read-only firmware image
   * @param variables this VM's own writable copy of the variable store
   */
  record Uefi(Path code, Path variables) implements Firmware {}
}
