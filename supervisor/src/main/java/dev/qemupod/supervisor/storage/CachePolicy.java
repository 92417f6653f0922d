package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskConfig;
import java.util.Optional;

/**
 * Chooses a disk's cache and aio mode.
 *
 * <p>By default past the page cache: inside a memory limit, cached writes wait for reclaim and ran
 * at a thirtieth of the speed of direct ones.
 */
final class CachePolicy {
  private CachePolicy() {}

  /** Both modes. */
  record Choice(CacheMode cache, AioMode aio) {}

  /**
   * The modes to use; those asked for are kept as they are.
   *
   * @param direct whether O_DIRECT works on the disk
   */
  static Choice choose(DiskConfig disk, boolean direct) {
    CacheMode standard = direct ? CacheMode.NONE : CacheMode.WRITEBACK;
    CacheMode cache = disk.cache().orElse(standard);
    AioMode aio = disk.aio().orElse(cache.direct() ? AioMode.NATIVE : AioMode.THREADS);
    return new Choice(cache, aio);
  }

  /** Whether the modes asked for can work, reported as an error if not. */
  static boolean check(DiskConfig disk, boolean direct, Findings findings) {
    Optional<CacheMode> cache = disk.cache();
    if (cache.isPresent() && cache.get().direct() && !direct) {
      findings.error(
          disk.variable() + "_CACHE",
          "must be writeback, writethrough or unsafe, because the file system of "
              + disk.path()
              + " has no O_DIRECT, but was "
              + cache.get().qemuName()
              + ": remove it to have a mode chosen that works");
      return false;
    }
    if (disk.aio().isPresent() && disk.aio().get() == AioMode.NATIVE) {
      if (!choose(disk, direct).cache().direct()) {
        findings.error(disk.variable() + "_AIO", nativeNeedsDirect(disk, direct));
        return false;
      }
    }
    return true;
  }

  private static String nativeNeedsDirect(DiskConfig disk, boolean direct) {
    String reason =
        direct
            ? "with " + disk.variable() + "_CACHE=" + choose(disk, true).cache().qemuName()
            : "because the file system of " + disk.path() + " has no O_DIRECT";
    return "must be threads "
        + reason
        + ", but was native: remove it, or use a cache mode of none on a file system that has it";
  }
}
