package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.NetworkBackend;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.sizing.SizingRequest.DeviceLoad;
import java.io.File;
import java.nio.file.Path;
import java.util.Optional;

/** Tells sizing what the configured machine will hold in memory beside the guest's RAM. */
public final class DeviceLoads {
  private DeviceLoads() {}

  /**
   * The load of the configured devices; a file that is not there counts as empty.
   *
   * @param tableBytes of the disks' images
   */
  public static DeviceLoad of(VmConfig config, long tableBytes) {
    int threaded = 0;
    for (DiskConfig disk : config.disks()) {
      if (usesThreads(disk)) {
        threaded++;
      }
    }
    int readOnly =
        (config.boot().cdrom().isPresent() ? 1 : 0) + (config.provision().wantsSeed() ? 1 : 0);
    return new DeviceLoad(
        config.disks().size() + readOnly,
        threaded + readOnly,
        config.network().enabled() ? 1 : 0,
        FirmwareFiles.needed(config),
        length(config.boot().kernel()) + length(config.boot().initrd()),
        tableBytes,
        usesPasst(config));
  }

  /** Also if it turns out that passt can not be started: that is known only after the sizing. */
  private static boolean usesPasst(VmConfig config) {
    return config.network().backend().isPresent()
        && config.network().backend().get() instanceof NetworkBackend.Passt;
  }

  /**
   * Whether the disk is sure to use a thread pool.
   *
   * <p>A disk left to its defaults uses native aio wherever O_DIRECT works. Where it does not, the
   * pool is bounded at eight threads, which the slack of the headroom holds.
   */
  private static boolean usesThreads(DiskConfig disk) {
    if (disk.aio().isPresent()) {
      return disk.aio().get() == AioMode.THREADS;
    }
    return disk.cache().isPresent() && !disk.cache().get().direct();
  }

  private static long length(Optional<Path> file) {
    return file.isPresent() ? new File(file.get().toString()).length() : 0;
  }
}
