package dev.qemupod.supervisor.config;

import java.util.OptionalLong;

/**
 * The memory asked for, in bytes.
 *
 * @param ram guest RAM ({@code QEMU_RAM}); absent: from the pod's memory limit
 * @param headroom memory kept for qemu and the supervisor ({@code QEMU_HEADROOM}); absent: computed
 * @param force {@code QEMU_RAM_FORCE}: RAM above what the limit allows is a warning, not a problem
 */
public record MemoryConfig(OptionalLong ram, OptionalLong headroom, boolean force) {}
