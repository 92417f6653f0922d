package dev.qemupod.supervisor.storage;

/** Writes a number of bytes for people. */
final class ByteCount {
  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};

  private ByteCount() {}

  /**
   * In the largest unit that needs no fraction: {@code 8 GiB}, {@code 1536 MiB}, {@code 7 bytes}.
   */
  static String text(long bytes) {
    if (bytes == 0 || bytes % 1024 != 0) {
      return bytes + " bytes";
    }
    long count = bytes / 1024;
    int unit = 0;
    while (count % 1024 == 0 && unit < UNITS.length - 1) {
      count /= 1024;
      unit++;
    }
    return count + " " + UNITS[unit];
  }
}
