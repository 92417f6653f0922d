package dev.qemupod.supervisor.host;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One mounted cgroup hierarchy, as {@code /proc/self/mountinfo} tells (proc_pid_mountinfo(5)).
 *
 * @param unified cgroup v2
 * @param root the group that is mounted: {@code /}, or the container's own
 * @param mountPoint where
 * @param options the super block's options; a v1 hierarchy names its controllers there
 */
record CgroupMount(boolean unified, String root, String mountPoint, String options) {
  /** Every cgroup mount of the table, in its order. */
  static List<CgroupMount> parse(@Nullable String mountinfo) {
    List<CgroupMount> mounts = new ArrayList<>();
    if (mountinfo == null) {
      return mounts;
    }
    for (int start = 0; start < mountinfo.length(); ) {
      int end = KernelText.lineEnd(mountinfo, start);
      int type = mountinfo.indexOf(" - cgroup", start);
      if (type < 0) {
        break;
      }
      if (type < end) {
        CgroupMount mount = parseLine(mountinfo.substring(start, end), type - start);
        if (mount != null) {
          mounts.add(mount);
        }
      }
      start = end + 1;
    }
    return mounts;
  }

  /** Whether this is the v1 hierarchy of the controller. */
  boolean carries(String controller) {
    return !unified && containsWord(options, controller);
  }

  /** Whether a list split by commas has the word. */
  static boolean containsWord(String list, String word) {
    for (int start = 0; start <= list.length(); ) {
      int comma = list.indexOf(',', start);
      int end = comma < 0 ? list.length() : comma;
      if (end - start == word.length() && list.startsWith(word, start)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /** Fields: id, parent, device, root, mount point, options, optional ones, dash, type, source. */
  private static @Nullable CgroupMount parseLine(String line, int separator) {
    int root = afterSpaces(line, 0, 3);
    int mountPoint = afterSpaces(line, root, 1);
    int options = afterSpaces(line, mountPoint, 1);
    int type = separator + 3;
    int source = afterSpaces(line, type, 1);
    int superOptions = afterSpaces(line, source, 1);
    if (root < 0 || mountPoint < 0 || options < 0 || options > type || superOptions < 0) {
      return null;
    }
    String typeName = line.substring(type, source - 1);
    if (!typeName.equals("cgroup") && !typeName.equals("cgroup2")) {
      return null;
    }
    return new CgroupMount(
        typeName.equals("cgroup2"),
        unescape(line.substring(root, mountPoint - 1)),
        unescape(line.substring(mountPoint, options - 1)),
        line.substring(superOptions));
  }

  private static int afterSpaces(String line, int from, int count) {
    int position = from;
    for (int i = 0; i < count && position >= 0; i++) {
      int space = line.indexOf(' ', position);
      position = space < 0 ? -1 : space + 1;
    }
    return position;
  }

  /** The kernel writes blanks and backslashes of paths as three octal digits. */
  private static String unescape(String path) {
    if (path.indexOf('\\') < 0) {
      return path;
    }
    StringBuilder plain = new StringBuilder(path.length());
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '\\' && isOctal(path, i + 1)) {
        plain.append(
            (char)
                ((path.charAt(i + 1) - '0') * 64
                    + (path.charAt(i + 2) - '0') * 8
                    + (path.charAt(i + 3) - '0')));
        i += 3;
      } else {
        plain.append(c);
      }
    }
    return plain.toString();
  }

  private static boolean isOctal(String path, int from) {
    if (from + 3 > path.length()) {
      return false;
    }
    for (int i = from; i < from + 3; i++) {
      if (path.charAt(i) < '0' || path.charAt(i) > '7') {
        return false;
      }
    }
    return true;
  }
}
