package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.machine.Device;
import java.util.Optional;

/**
 * A disk that is ready to be opened by qemu.
 *
 * @param config what was asked for
 * @param format what it is
 * @param blockDevice whether it is a block device
 * @param virtualSize bytes the guest sees
 * @param cache the cache mode that works on its file system
 * @param aio the aio mode that works with it
 * @param change what was done to it, one clause for the log: {@code created, 8 GiB qcow2}; empty
 *     when nothing was
 * @param backing the base image of an overlay
 */
public record PreparedDisk(
    DiskConfig config,
    DiskFormat format,
    boolean blockDevice,
    long virtualSize,
    CacheMode cache,
    AioMode aio,
    String change,
    Optional<Device.Backing> backing) {
  /** The disk as a device of the machine. */
  public Device.Disk device() {
    return new Device.Disk(
        config.id(),
        config.path(),
        blockDevice,
        format,
        config.readOnly(),
        cache,
        aio,
        config.discard(),
        backing);
  }
}
