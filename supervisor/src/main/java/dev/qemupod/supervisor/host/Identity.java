package dev.qemupod.supervisor.host;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * As whom the supervisor, and so qemu, runs.
 *
 * @param uid effective user id; -1 if unknown
 * @param gid effective group id; -1 if unknown
 * @param groups supplementary groups
 */
record Identity(long uid, long gid, List<Long> groups) {
  Identity {
    groups = List.copyOf(groups);
  }

  /** From {@code /proc/self/status}, whose ids are real, effective, saved and file system's. */
  static Identity parse(@Nullable String status) {
    List<Long> groups = numbers(KernelText.line(status, "Groups:"));
    return new Identity(
        effective(numbers(KernelText.line(status, "Uid:"))),
        effective(numbers(KernelText.line(status, "Gid:"))),
        groups);
  }

  /** Whether the group's permissions hold for this process. */
  boolean isMember(long group) {
    return gid == group || groups.contains(group);
  }

  @Override
  public String toString() {
    return "uid " + uid + ", gid " + gid + ", groups " + groups;
  }

  private static long effective(List<Long> ids) {
    return ids.size() < 2 ? KernelText.NONE : ids.get(1);
  }

  private static List<Long> numbers(@Nullable String line) {
    List<Long> numbers = new ArrayList<>();
    if (line == null) {
      return numbers;
    }
    for (int start = 0; start < line.length(); ) {
      int end = start;
      while (end < line.length() && line.charAt(end) > ' ') {
        end++;
      }
      long number = KernelText.number(line, start, end);
      if (number >= 0) {
        numbers.add(number);
      }
      start = end + 1;
    }
    return numbers;
  }
}
