package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads how a cgroup's CPU limit was enforced, of version 1 and 2, as the kernel's
 * scheduler/sched-bwc.rst describes it.
 *
 * @param directory of the cgroup
 */
record CgroupCpu(Path directory) {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final String CPU = "cpu";

  /** The most that the kernel takes for a container's shares is twice as much (sched.h). */
  private static final String SHARES = "131072";

  private static final String WEIGHT = "10000";

  /**
   * Since the cgroup was made.
   *
   * @param periods in which something wanted to run
   * @param throttledPeriods in which the limit was used up
   * @param throttledSeconds how long its CPUs were stopped, all together: may be more than the time
   */
  record Throttling(long periods, long throttledPeriods, double throttledSeconds) {
    Throttling since(Throttling earlier) {
      return new Throttling(
          periods - earlier.periods,
          throttledPeriods - earlier.throttledPeriods,
          throttledSeconds - earlier.throttledSeconds);
    }
  }

  /** The cgroup of a process. */
  static CgroupCpu of(long pid) throws IOException, BenchException {
    List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"));
    for (String line : lines) {
      String[] fields = line.split(":", 3);
      if (List.of(fields[1].split(",", -1)).contains(CPU)) {
        return new CgroupCpu(MOUNT.resolve(CPU).resolve(fields[2].substring(1)));
      }
    }
    for (String line : lines) {
      if (line.startsWith("0::/")) {
        return new CgroupCpu(MOUNT.resolve(line.substring("0::/".length())));
      }
    }
    throw new BenchException("the kernel tells no CPU cgroup of process " + pid);
  }

  /**
   * Lets the group above it, which holds nothing else, come before all that is not in a group of
   * its own: the shares of a container count only among its siblings.
   */
  void preferParent() throws IOException {
    Path parent = directory.resolve("..").normalize();
    Path legacy = parent.resolve("cpu.shares");
    if (Files.exists(legacy)) {
      Files.writeString(legacy, SHARES);
    } else {
      Files.writeString(parent.resolve("cpu.weight"), WEIGHT);
    }
  }

  /**
   * Removes the groups of this name that are left at the top, one for each controller, with those
   * that podman made in them. One that is still in use stays.
   */
  static void removeTop(String name) throws IOException {
    List<Path> left = new ArrayList<>(List.of(MOUNT.resolve(name)));
    try (DirectoryStream<Path> hierarchies = Files.newDirectoryStream(MOUNT)) {
      hierarchies.forEach(hierarchy -> left.add(hierarchy.resolve(name)));
    }
    for (Path group : left) {
      remove(group);
    }
  }

  private static void remove(Path group) {
    // A file of a cgroup is not deleted, and does not keep the cgroup from being.
    try (DirectoryStream<Path> inner = Files.newDirectoryStream(group, Files::isDirectory)) {
      for (Path one : inner) {
        Files.delete(one);
      }
      Files.delete(group);
    } catch (IOException _) {
      // There is none, or the monitor of the last container has not ended yet.
    }
  }

  /** How it was throttled until now. */
  Throttling throttling() throws IOException {
    Map<String, Long> stat = new HashMap<>();
    for (String line : Files.readAllLines(directory.resolve("cpu.stat"))) {
      int space = line.indexOf(' ');
      stat.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
    }
    Long nanoseconds = stat.get("throttled_time"); // version 1
    return new Throttling(
        stat.getOrDefault("nr_periods", 0L),
        stat.getOrDefault("nr_throttled", 0L),
        nanoseconds == null ? stat.getOrDefault("throttled_usec", 0L) / 1e6 : nanoseconds / 1e9);
  }
}
