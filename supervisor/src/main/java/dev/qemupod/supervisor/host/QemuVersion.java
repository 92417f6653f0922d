package dev.qemupod.supervisor.host;

import java.util.Optional;

/**
 * qemu's version, for what depends on it before QMP can tell.
 *
 * @param major such as 10
 * @param minor such as 0
 */
public record QemuVersion(int major, int minor) {
  private static final String BEFORE = "version ";
  private static final int MOST_DIGITS = 4;

  /** Reads what {@code --version} prints: {@code QEMU emulator version 7.2.22 (Debian ...)}. */
  public static Optional<QemuVersion> in(String text) {
    int start = text.indexOf(BEFORE);
    if (start < 0) {
      return Optional.empty();
    }
    start += BEFORE.length();
    int dot = start + digits(text, start);
    int end = dot + 1 + digits(text, dot + 1);
    if (dot == start || dot >= text.length() || text.charAt(dot) != '.' || end == dot + 1) {
      return Optional.empty();
    }
    return Optional.of(
        new QemuVersion(
            Integer.parseInt(text, start, dot, 10), Integer.parseInt(text, dot + 1, end, 10)));
  }

  private static int digits(String text, int start) {
    int count = 0;
    while (count < MOST_DIGITS
        && start + count < text.length()
        && text.charAt(start + count) >= '0'
        && text.charAt(start + count) <= '9') {
      count++;
    }
    return count;
  }

  /** Whether it is this version or a newer one. */
  public boolean isAtLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
