package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A cgroup with a pod's limits, of version 1 or 2, in which programs are run one after the other.
 *
 * @param memory the folder of its memory controller
 * @param cpu the folder of its CPU controller: with version 2 the same
 * @param accounting the folder of the controller that counts CPU time: with version 2 the same
 */
record PeerPod(Path memory, Path cpu, Path accounting) implements AutoCloseable {
  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  /** One of its own for each run: what is in it is killed. */
  private static final String NAME = "qemu-pod-bench-" + ProcessHandle.current().pid();

  private static final long PERIOD_MICROSECONDS = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Enters all groups, then becomes the program. */
  private static final String ENTER =
      "for group in \"$1\" \"$2\" \"$3\"; do echo $$ >\"$group/cgroup.procs\" || exit; done;"
          + " shift 3; exec \"$@\"";

  /** Makes it. */
  static PeerPod make(long memoryBytes, int cpus) throws IOException {
    String quota = Long.toString(cpus * PERIOD_MICROSECONDS);
    if (Files.exists(MOUNT.resolve("cgroup.controllers"))) {
      Path group = Files.createDirectories(MOUNT.resolve(NAME));
      Files.writeString(group.resolve("memory.max"), Long.toString(memoryBytes));
      Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROSECONDS);
      return new PeerPod(group, group, group);
    }
    Path memory = Files.createDirectories(MOUNT.resolve("memory").resolve(NAME));
    Path cpu = Files.createDirectories(MOUNT.resolve("cpu").resolve(NAME));
    Path accounting = Files.createDirectories(MOUNT.resolve("cpuacct").resolve(NAME));
    Files.writeString(memory.resolve("memory.limit_in_bytes"), Long.toString(memoryBytes));
    Files.writeString(cpu.resolve("cpu.cfs_quota_us"), quota);
    return new PeerPod(memory, cpu, accounting);
  }

  /** The command line that runs this one in the group. */
  List<String> within(List<String> command) {
    List<String> line = new ArrayList<>(List.of("sh", "-c", ENTER, "sh"));
    line.addAll(List.of(memory.toString(), cpu.toString(), accounting.toString()));
    line.addAll(command);
    return line;
  }

  /** What its processes have used since it was made. */
  double cpuSeconds() throws IOException {
    Path legacy = accounting.resolve("cpuacct.usage");
    if (Files.exists(legacy)) {
      return Long.parseLong(Files.readString(legacy).strip()) / 1e9;
    }
    for (String line : Files.readAllLines(cpu.resolve("cpu.stat"))) {
      if (line.startsWith("usage_usec ")) {
        return Long.parseLong(line.substring("usage_usec ".length())) / 1e6;
      }
    }
    throw new IOException("no usage_usec in " + cpu);
  }

  /** MiB that its processes have, pages that others have too in part (PSS). */
  double proportionalMebibytes() throws IOException {
    double sum = 0;
    for (long pid : processes()) {
      sum += new ProcessFacts(pid).memory().proportional();
    }
    return sum;
  }

  /** MiB that are charged to it and can not be dropped. */
  double firmMebibytes() throws IOException {
    return usage().firm() / (double) (1L << 20);
  }

  /** MiB of files that are charged to it and can be dropped. */
  double cacheMebibytes() throws IOException {
    return usage().file() / (double) (1L << 20);
  }

  private CgroupMemory.Usage usage() throws IOException {
    return new CgroupMemory(memory, memory.equals(cpu) ? 2 : 1).usage();
  }

  private List<Long> processes() throws IOException {
    return Files.readAllLines(memory.resolve("cgroup.procs")).stream().map(Long::valueOf).toList();
  }

  /** Ends all that runs in it. */
  void empty() throws IOException, BenchException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (List<Long> left = processes(); !left.isEmpty(); left = processes()) {
      if (System.nanoTime() > deadline) {
        throw new BenchException("processes that do not end: " + left);
      }
      for (long pid : left) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  @Override
  public void close() throws IOException {
    try {
      empty();
    } catch (BenchException failure) {
      throw new IOException(failure);
    }
    CgroupCpu.removeTop(NAME);
  }
}
