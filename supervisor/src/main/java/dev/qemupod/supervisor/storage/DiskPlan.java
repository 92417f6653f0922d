package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.machine.Device;
import java.util.Optional;

/**
 * What will be done to a disk, and what it will then be.
 *
 * @param config what was asked for
 * @param change what is to be done
 * @param format what it is or will be
 * @param blockDevice whether it is a block device
 * @param virtualSize bytes the guest will see
 * @param cache for a disk that is yet to be created, the mode that should work there
 * @param aio goes with the cache mode
 * @param backing the base image of an overlay
 */
public record DiskPlan(
    DiskConfig config,
    DiskChange change,
    DiskFormat format,
    boolean blockDevice,
    long virtualSize,
    CacheMode cache,
    AioMode aio,
    Optional<Device.Backing> backing) {
  /** The disk once the plan is carried out. */
  public PreparedDisk prepared() {
    return prepared(cache, aio);
  }

  PreparedDisk prepared(CacheMode actualCache, AioMode actualAio) {
    return new PreparedDisk(
        config,
        format,
        blockDevice,
        virtualSize,
        actualCache,
        actualAio,
        change.describe(),
        backing);
  }
}
