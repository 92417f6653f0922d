package dev.qemupod.supervisor.host;

/**
 * The error numbers that opening {@code /dev/kvm} and creating a VM on it can end with.
 *
 * <p>The values are those of include/uapi/asm-generic/errno-base.h, which x86 and Arm share.
 */
enum Errno {
  EPERM(1, "operation not permitted"),
  ENOENT(2, "no such file or directory"),
  ENXIO(6, "no such device or address"),
  ENOMEM(12, "out of memory"),
  EACCES(13, "permission denied"),
  EBUSY(16, "device or resource busy"),
  ENODEV(19, "no such device"),
  ENOTDIR(20, "not a directory"),
  EISDIR(21, "is a directory"),
  EINVAL(22, "invalid argument"),
  EMFILE(24, "too many open files"),
  ENOTTY(25, "not the expected kind of device"),
  ELOOP(40, "too many symbolic links"),
  EOPNOTSUPP(95, "operation not supported"),
  /** Any other. */
  OTHER(-1, "unexpected error");

  private final int number;
  private final String text;

  Errno(int number, String text) {
    this.number = number;
    this.text = text;
  }

  /** The error of that number. */
  static Errno of(int number) {
    for (Errno errno : values()) {
      if (errno.number == number) {
        return errno;
      }
    }
    return OTHER;
  }

  /** The name that kernel and manual pages use, and what it means. */
  String describe() {
    return name() + " (" + text + ")";
  }
}
