package dev.qemupod.supervisor.lifecycle;

import static dev.qemupod.supervisor.sizing.MemoryText.quantity;

import dev.qemupod.supervisor.sizing.VmSize;

/** What to set where a guest and what runs it do not fit into the pod. */
final class MemoryAdvice {
  private static final long MEBIBYTE = 1 << 20;

  private MemoryAdvice() {}

  /** A sentence with a blank before it. */
  static String sentence(VmSize size, long limit) {
    long left = limit - size.ram();
    long budget = size.headroom().total();
    if (left < budget) {
      return " Set QEMU_RAM to "
          + quantity(Math.max(0, limit - budget))
          + " or less, unset it to have it computed, or raise the memory limit to "
          + quantity(size.ram() + budget + MEBIBYTE)
          + ".";
    }
    long more = left + left / 4;
    return " Set QEMU_HEADROOM to "
        + quantity(more)
        + " for a smaller guest, or keep the guest's size with QEMU_RAM="
        + quantity(size.ram())
        + " and raise the memory limit to "
        + quantity(size.ram() + more + MEBIBYTE)
        + ".";
  }

  /** Such as {@code 54 MiB}. */
  static String mib(long bytes) {
    return bytes / MEBIBYTE + " MiB";
  }
}
