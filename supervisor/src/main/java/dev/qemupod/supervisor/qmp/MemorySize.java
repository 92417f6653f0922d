package dev.qemupod.supervisor.qmp;

import java.util.OptionalLong;

/**
 * The guest's memory in bytes.
 *
 * @param base what it was started with
 * @param plugged what was added by hotplug; absent where the machine cannot
 */
public record MemorySize(long base, OptionalLong plugged) {}
