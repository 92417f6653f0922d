package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Changes a container's limits while it runs, where the kubelet changes them: in the files of its
 * cgroup, of version 1 and 2.
 *
 * @param memory its memory cgroup
 * @param cpu its CPU cgroup
 */
record CgroupLimits(CgroupMemory memory, CgroupCpu cpu) {
  /** Twice the slack that the supervisor keeps free. */
  static final long MARGIN = 32L << 20;

  private static final long PERIOD = 100_000;

  /** The limits of the cgroup of a process. */
  static CgroupLimits of(long pid) throws IOException, BenchException {
    return new CgroupLimits(CgroupMemory.of(pid), CgroupCpu.of(pid));
  }

  /** Sets the CPU limit, in hundredths of a CPU. */
  void setCpus(int hundredths) throws IOException {
    long quota = hundredths * PERIOD / 100;
    Path legacy = cpu.directory().resolve("cpu.cfs_quota_us");
    if (Files.exists(legacy)) {
      Files.writeString(legacy, Long.toString(quota));
    } else {
      Files.writeString(cpu.directory().resolve("cpu.max"), quota + " " + PERIOD);
    }
  }

  /**
   * Sets the memory limit, unless the kernel refuses it (version 1) or what is used and can not be
   * dropped is nearly as much: so near, the kernel kills at the next page that is touched, whatever
   * anybody does who can see the limit only after it is in force. The kubelet looks first, too.
   *
   * @return whether it is in force
   */
  boolean setMemory(long bytes) throws IOException {
    if (memory.usage().firm() > bytes - MARGIN) {
      return false;
    }
    if (memory.version() == 2) {
      Files.writeString(memory.directory().resolve("memory.max"), Long.toString(bytes));
      return true;
    }
    Path hard = memory.directory().resolve("memory.limit_in_bytes");
    Path withSwap = memory.directory().resolve("memory.memsw.limit_in_bytes");
    boolean raising = Long.parseLong(Files.readString(hard).strip()) < bytes;
    // The one with swap is never the smaller one (Documentation/admin-guide/cgroup-v1/memory).
    if (raising && Files.exists(withSwap)) {
      Files.writeString(withSwap, Long.toString(bytes));
    }
    if (!written(hard, bytes)) {
      return false;
    }
    if (!raising && Files.exists(withSwap)) {
      // What the limit without swap has let in meanwhile fits this one: there is no swap.
      Files.writeString(withSwap, Long.toString(bytes));
    }
    return true;
  }

  private static boolean written(Path file, long bytes) throws IOException {
    try {
      Files.writeString(file, Long.toString(bytes));
      return true;
    } catch (IOException failure) {
      if (String.valueOf(failure.getMessage()).contains("busy")) {
        return false;
      }
      throw failure;
    }
  }
}
