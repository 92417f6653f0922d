package dev.qemupod.supervisor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The mounts that this process sees, as {@code /proc/self/mountinfo} tells (proc_pid_mountinfo(5)).
 *
 * <p>Not by {@code FileStore}, which would load as much before qemu is started as is spared.
 */
public final class MountTable {
  private static final String SEPARATOR = " - ";

  private MountTable() {}

  /**
   * The type of the file system that the file is on, such as ext4; empty where the table does not
   * tell, as of a subvolume of btrfs, which has a device number that no mount has.
   *
   * @throws IOException if there is no such file
   */
  public static String typeAt(Path file) throws IOException {
    return Files.getAttribute(file, "unix:dev") instanceof Number device
        ? type(new SmallFiles(Path.of("/")).read("/proc/self/mountinfo"), device.longValue())
        : "";
  }

  /**
   * The type of the mount with this device number.
   *
   * @param table lines of: id, parent, major:minor, root, mount point, options, optional ones,
   *     dash, type, source, options
   * @param device as stat(2) has it
   */
  static String type(@Nullable String table, long device) {
    if (table == null) {
      return "";
    }
    // The third field is the only one between a space and a path that has digits and a colon.
    String field = " " + DeviceNode.major(device) + ":" + DeviceNode.minor(device) + " /";
    int start = table.indexOf(field);
    int separator = start < 0 ? -1 : table.indexOf(SEPARATOR, start);
    if (separator < 0 || separator > KernelText.lineEnd(table, start)) {
      return "";
    }
    int type = separator + SEPARATOR.length();
    int end = table.indexOf(' ', type);
    return end < 0 ? "" : table.substring(type, end);
  }
}
