package dev.qemupod.supervisor.config;

import java.util.OptionalLong;

/**
 * The memory asked for, in bytes.
 *
 * @param ram guest RAM ({@code QEMU_RAM}); absent: from the pod's memory limit
 * @param headroom memory kept for qemu and the supervisor ({@code QEMU_HEADROOM}); absent: computed
 * @param force {@code QEMU_RAM_FORCE}: RAM above what the limit allows is a warning, not a problem
 * @param guard {@code QEMU_MEMORY_GUARD}: what is done when the guest may use more than fits
 */
public record MemoryConfig(OptionalLong ram, OptionalLong headroom, boolean force, Guard guard) {
  /** What is done for a guest that may use more than the limit leaves to it. */
  public enum Guard {
    /** Its balloon takes the difference. */
    BALLOON,
    /** It is only told of. */
    OFF
  }
}
