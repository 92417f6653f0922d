package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU seconds of a pod, by what they were spent for.
 *
 * @param vcpus the threads that run guest code
 * @param otherQemu qemu's main loop, the threads of its disks, and so on
 * @param supervisor all of it
 */
record ThreadTimes(double vcpus, double otherQemu, double supervisor) {

  /** Until now; qemu must name its threads (-name debug-threads=on). */
  static ThreadTimes of(long supervisor, long qemu) throws IOException {
    double vcpus = 0;
    double all = new ProcessFacts(qemu).cpuSeconds();
    for (Path thread : threads(qemu)) {
      try {
        // "CPU 0/TCG", or "ALL CPUs/TCG" where one thread runs them all.
        if (Files.readString(thread.resolve("comm")).contains("/TCG")) {
          vcpus += new ProcessFacts(thread).cpuSeconds();
        }
      } catch (NoSuchFileException _) {
        // A helper thread that has ended; its time is in that of the process.
      }
    }
    return new ThreadTimes(vcpus, all - vcpus, new ProcessFacts(supervisor).cpuSeconds());
  }

  private static List<Path> threads(long pid) throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      return tasks.toList();
    }
  }

  ThreadTimes since(ThreadTimes earlier) {
    return new ThreadTimes(
        vcpus - earlier.vcpus, otherQemu - earlier.otherQemu, supervisor - earlier.supervisor);
  }
}
