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
  /** With clusters of 64 KiB and entries of 8 bytes, or of 128 KiB and entries of 16. */
  private static final long BYTES_PER_TABLE_BYTE = 8192;

  private static final long LARGEST_TABLES = 32L << 20;

  /**
   * The most that qemu keeps in memory of the tables of this disk's qcow2 images (qemu's
   * docs/qcow2-cache.txt: as much as covers the image, at most 32 MiB).
   */
  long tableBytes() {
    long tables = Math.min(virtualSize / BYTES_PER_TABLE_BYTE, LARGEST_TABLES);
    long bytes = format == DiskFormat.QCOW2 ? tables : 0;
    if (backing.isPresent() && backing.get().format() == DiskFormat.QCOW2) {
      bytes += tables;
    }
    return bytes;
  }

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
