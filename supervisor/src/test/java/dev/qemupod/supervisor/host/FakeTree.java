package dev.qemupod.supervisor.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;

/**
 * The kernel's files as a folder of files.
 *
 * @param root what a reader is given in place of {@code /}
 */
@NullMarked
record FakeTree(Path root) {
  static final long MIB = 1L << 20;
  static final long NO_LIMIT_V1 = 9_223_372_036_854_771_712L;

  private static final String V1 = "/sys/fs/cgroup/";

  /** A node of 16 GiB with 8 CPUs, none of them taken away. */
  static FakeTree node(Path root) {
    return new FakeTree(root)
        .file("/proc/meminfo", "MemTotal:       16777216 kB\nMemAvailable:    8388608 kB\n")
        .file("/proc/self/status", "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\n")
        .file("/sys/devices/system/cpu/online", "0-7\n");
  }

  /** The unified hierarchy, mounted from that group, with the process in that other one. */
  FakeTree unified(String mountedGroup, String ownGroup) {
    return file("/proc/self/cgroup", "0::" + ownGroup + "\n")
        .file(
            "/proc/self/mountinfo",
            "30 23 0:26 / /proc rw,nosuid - proc proc rw\n"
                + "31 23 0:27 "
                + mountedGroup
                + " /sys/fs/cgroup ro,nosuid,nodev shared:9 master:4 - cgroup2 cgroup"
                + " rw,nsdelegate\n");
  }

  /** The v1 hierarchies as docker and podman mount them. */
  FakeTree legacy(String mountedGroup, String ownGroup) {
    return file(
            "/proc/self/cgroup",
            "12:cpuset:"
                + ownGroup
                + "\n5:memory:"
                + ownGroup
                + "\n2:cpu,cpuacct:"
                + ownGroup
                + "\n1:name=systemd:"
                + ownGroup
                + "\n")
        .file(
            "/proc/self/mountinfo",
            "30 23 0:26 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
                + legacyMount(mountedGroup, "memory", "memory")
                + legacyMount(mountedGroup, "cpu,cpuacct", "cpu,cpuacct")
                + legacyMount(mountedGroup, "cpuset", "cpuset")
                + legacyMount(mountedGroup, "systemd", "xattr,name=systemd"));
  }

  FakeTree append(String path, String text) {
    try {
      return file(path, Files.readString(root.resolve(path.substring(1))) + text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeTree file(String path, String text) {
    Path file = root.resolve(path.substring(1));
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A file below {@code /sys/fs/cgroup}. */
  FakeTree cgroup(String path, Object value) {
    return file(V1 + path, value + "\n");
  }

  PodLimits limits() {
    return new CgroupReader(root).read();
  }

  PodUsage usage() {
    return new CgroupUsageReader(root).read();
  }

  private static String legacyMount(String group, String folder, String options) {
    return "31 30 0:27 "
        + group
        + " /sys/fs/cgroup/"
        + folder
        + " ro,nosuid - cgroup cgroup rw,"
        + options
        + "\n";
  }
}
