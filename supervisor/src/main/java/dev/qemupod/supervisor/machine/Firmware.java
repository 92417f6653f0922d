package dev.qemupod.supervisor.machine;

import java.nio.file.Path;

/** What starts the guest. */
public sealed interface Firmware {
  /** Whether it is UEFI, which reads no boot order but the devices' own. */
  boolean isUefi();

  /** qemu's default for the machine: SeaBIOS on q35; on virt, a kernel started directly. */
  record Bios() implements Firmware {
    @Override
    public boolean isUefi() {
      return false;
    }
  }

  /**
   * UEFI in two flash chips.
   *
   * @param code read-only firmware image
   * @param variables this VM's own writable copy of the variable store
   */
  record Uefi(Path code, Path variables) implements Firmware {
    @Override
    public boolean isUefi() {
      return true;
    }
  }

  /**
   * UEFI loaded with {@code -bios}, its variables in volatile flash.
   *
   * <p>For the virt machine, whose two flash chips are 64 MiB each: qemu 7.2 reads both images into
   * memory whole, which costs the pod 126 MiB that this way does not.
   *
   * @param image the firmware, unpadded
   */
  record UefiRom(Path image) implements Firmware {
    @Override
    public boolean isUefi() {
      return true;
    }
  }
}
