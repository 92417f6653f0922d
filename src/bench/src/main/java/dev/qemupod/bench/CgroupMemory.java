package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what a cgroup's memory is, of version 1 and 2, as the kernel's
 * admin-guide/cgroup-v1/memory.rst and admin-guide/cgroup-v2.rst describe it.
 *
 * @param directory of the cgroup
 * @param version 1 or 2
 */
record CgroupMemory(Path directory, int version) {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");
  private static final String MEMORY = "memory";

  /**
   * Bytes at one moment.
   *
   * @param usage all that counts against the limit
   * @param anonymous what no file backs
   * @param shared shared memory and tmpfs, which are counted as cache but can not be dropped
   * @param kernel page tables, stacks, sockets and so on
   * @param file pages of files, which can be dropped
   */
  record Usage(long usage, long anonymous, long shared, long kernel, long file) {
    /** What can not be dropped. */
    long firm() {
      return anonymous + shared + kernel;
    }
  }

  /** The cgroup of a process. */
  static CgroupMemory of(long pid) throws IOException, BenchException {
    List<String> lines = Files.readAllLines(Path.of("/proc", Long.toString(pid), "cgroup"));
    for (String line : lines) {
      String[] fields = line.split(":", 3);
      if (List.of(fields[1].split(",", -1)).contains(MEMORY)) {
        return new CgroupMemory(MOUNT.resolve(MEMORY).resolve(fields[2].substring(1)), 1);
      }
    }
    for (String line : lines) {
      if (line.startsWith("0::/")) {
        return new CgroupMemory(MOUNT.resolve(line.substring("0::/".length())), 2);
      }
    }
    throw new BenchException("the kernel tells no memory cgroup of process " + pid);
  }

  /** The memory now. */
  Usage usage() throws IOException {
    if (version == 1) {
      Map<String, Long> stat = fields("memory.stat");
      long shared = stat.getOrDefault("total_shmem", 0L);
      return new Usage(
          number("memory.usage_in_bytes"),
          stat.getOrDefault("total_rss", 0L),
          shared,
          number("memory.kmem.usage_in_bytes"),
          stat.getOrDefault("total_cache", 0L) - shared);
    }
    Map<String, Long> stat = fields("memory.stat");
    long shared = stat.getOrDefault("shmem", 0L);
    return new Usage(
        number("memory.current"),
        stat.getOrDefault("anon", 0L),
        shared,
        stat.getOrDefault("kernel", 0L),
        stat.getOrDefault("file", 0L) - shared);
  }

  /** How often a page had to be read from a file, mostly again. */
  long majorFaults() throws IOException {
    return fields("memory.stat").getOrDefault(version == 1 ? "total_pgmajfault" : "pgmajfault", 0L);
  }

  /** How often the kernel killed a process here for want of memory. */
  long outOfMemoryKills() throws IOException {
    return fields(version == 1 ? "memory.oom_control" : "memory.events")
        .getOrDefault("oom_kill", 0L);
  }

  private long number(String file) throws IOException {
    return Long.parseLong(Files.readString(directory.resolve(file)).strip());
  }

  private Map<String, Long> fields(String file) throws IOException {
    Map<String, Long> fields = new HashMap<>();
    for (String line : Files.readAllLines(directory.resolve(file))) {
      int space = line.indexOf(' ');
      fields.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
    }
    return fields;
  }
}
