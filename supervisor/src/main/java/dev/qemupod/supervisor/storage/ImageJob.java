package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.DiskConfig;
import dev.qemupod.supervisor.config.RemoteImage;
import dev.qemupod.supervisor.config.VmConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image that is to be fetched.
 *
 * @param variable the variable that names it
 * @param image from where
 * @param target where it will be
 * @param disk whether it becomes a qcow2 image; else it is kept as it is, as an ISO image
 */
public record ImageJob(String variable, RemoteImage image, Path target, boolean disk) {

  /** Every image that is not there yet. */
  public static List<ImageJob> missing(VmConfig config) {
    List<ImageJob> jobs = new ArrayList<>();
    for (DiskConfig disk : config.disks()) {
      disk.image().ifPresent(image -> jobs.add(of(disk, image)));
    }
    if (config.boot().cdromImage().isPresent() && config.boot().cdrom().isPresent()) {
      RemoteImage image = config.boot().cdromImage().get();
      jobs.add(new ImageJob("QEMU_CDROM", image, config.boot().cdrom().get(), false));
    }
    jobs.removeIf(job -> isThere(job.target));
    return jobs;
  }

  static ImageJob of(DiskConfig disk, RemoteImage image) {
    return disk.base().isPresent()
        ? new ImageJob(disk.variable() + "_BASE", image, disk.base().get(), true)
        : new ImageJob(disk.variable(), image, disk.path(), true);
  }

  /** The variable with the checksum. */
  String checksumVariable() {
    String disk =
        variable.endsWith("_BASE")
            ? variable.substring(0, variable.length() - "_BASE".length())
            : variable;
    return disk + "_SHA256";
  }

  /** Whether there is an image; an empty file is a volume's placeholder, and none. */
  static boolean isThere(Path path) {
    try {
      return Files.exists(path) && (!Files.isRegularFile(path) || Files.size(path) > 0);
    } catch (IOException unreadable) {
      // Whoever opens it will meet the same error, and can tell it.
      return true;
    }
  }
}
