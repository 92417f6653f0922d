package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.BlockStats;
import java.util.OptionalLong;

/**
 * A disk of the guest.
 *
 * @param device its id in qemu, such as {@code hda}
 * @param stats what it has done since qemu was started
 * @param virtualSize bytes the guest sees
 * @param allocatedSize bytes its image takes on the host
 */
public record BlockSample(
    String device, BlockStats stats, OptionalLong virtualSize, OptionalLong allocatedSize) {}
