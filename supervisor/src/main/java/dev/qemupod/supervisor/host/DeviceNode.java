package dev.qemupod.supervisor.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What stat(2) tells of a path.
 *
 * @param mode type and permission bits, as in inode(7)
 * @param major the device's major number, for a device
 * @param minor the device's minor number, for a device
 * @param uid owner
 * @param gid owning group
 */
record DeviceNode(int mode, int major, int minor, int uid, int gid) {
  private static final int TYPE_MASK = 0170000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int DIRECTORY = 0040000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int REGULAR_FILE = 0100000;

  /** MISC_MAJOR of include/uapi/linux/major.h. */
  private static final int KVM_MAJOR = 10;

  /** KVM_MINOR of include/linux/miscdevice.h. */
  private static final int KVM_MINOR = 232;

  /** Follows symbolic links, as open(2) does. */
  static DeviceNode of(Path path) throws IOException {
    Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,rdev,uid,gid");
    long device = number(attributes, "rdev");
    return new DeviceNode(
        (int) number(attributes, "mode"),
        major(device),
        minor(device),
        (int) number(attributes, "uid"),
        (int) number(attributes, "gid"));
  }

  boolean isKvm() {
    return (mode & TYPE_MASK) == CHARACTER_DEVICE && major == KVM_MAJOR && minor == KVM_MINOR;
  }

  /** Whether the owning group may read and write. */
  boolean isGroupWritable() {
    return (mode & 060) == 060;
  }

  /** Such as {@code a regular file}. */
  String kind() {
    return switch (mode & TYPE_MASK) {
      case CHARACTER_DEVICE -> "character device " + major + ":" + minor;
      case BLOCK_DEVICE -> "block device " + major + ":" + minor;
      case DIRECTORY -> "a directory";
      case REGULAR_FILE -> "a regular file";
      default -> "no device";
    };
  }

  /** Permission bits in octal, such as {@code 0660}. */
  String permissions() {
    return "0" + Integer.toOctalString(mode & 0777);
  }

  /** As glibc's gnu_dev_major(3) takes a dev_t apart. */
  static int major(long device) {
    return (int) ((device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL));
  }

  static int minor(long device) {
    return (int) ((device & 0xff) | (device >>> 12 & ~0xffL));
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
