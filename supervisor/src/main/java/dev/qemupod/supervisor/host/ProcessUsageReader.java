package dev.qemupod.supervisor.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads what qemu, its threads, or the supervisor itself use, for each metrics sample.
 *
 * <p>Never throws: a process that is gone is absent. Fields are numbered as in proc_pid_stat(5).
 */
public final class ProcessUsageReader {
  /**
   * USER_HZ: the unit of times in {@code stat} is part of the kernel's interface and 100 on every
   * architecture but Alpha (include/asm-generic/param.h), whatever the kernel's own tick is.
   */
  private static final double TICKS_PER_SECOND = 100;

  private static final double NANOS = 1e9;
  private static final int USER_TIME = 14;
  private static final int SYSTEM_TIME = 15;
  private static final int THREADS = 20;
  private static final int START_TIME = 22;
  private static final int GUEST_TIME = 43;

  private final SmallFiles files;

  /** A reader of {@code proc} below the root, {@code /} in production. */
  public ProcessUsageReader(Path root) {
    this.files = new SmallFiles(root);
  }

  /** The process's usage; absent when it is gone. */
  public Optional<ProcessUsage> read(long pid) {
    String folder = "/proc/" + pid;
    String stat = files.read(folder + "/stat");
    CpuTime cpu = cpuTime(stat);
    long threads = field(stat, THREADS);
    if (cpu == null || threads < 0) {
      return Optional.empty();
    }
    String status = files.read(folder + "/status");
    return Optional.of(
        new ProcessUsage(
            cpu,
            (int) threads,
            known(files.entries(folder + "/fd")),
            kibibytes(status, "RssAnon:"),
            kibibytes(status, "RssFile:"),
            kibibytes(status, "RssShmem:")));
  }

  /** The thread's usage; absent when it is gone. */
  public Optional<ThreadUsage> readThread(long pid, long threadId) {
    String folder = "/proc/" + pid + "/task/" + threadId;
    CpuTime cpu = cpuTime(files.read(folder + "/stat"));
    return cpu == null
        ? Optional.empty()
        : Optional.of(new ThreadUsage(cpu, delay(files.read(folder + "/schedstat"))));
  }

  /**
   * The process's share of resident memory (PSS), bytes. The kernel walks every page table for it,
   * milliseconds for each GiB: not for every scrape.
   */
  public OptionalLong proportionalMemory(long pid) {
    return kibibytes(files.read("/proc/" + pid + "/smaps_rollup"), "Pss:");
  }

  /**
   * How long this process has been there, to a hundredth of a second. Not by {@code ProcessHandle},
   * which counts from the boot's time of day, known to the second only.
   */
  public Optional<Duration> ownAge() {
    long start = field(files.read("/proc/self/stat"), START_TIME);
    String uptime = files.read("/proc/uptime");
    int end = uptime == null ? -1 : uptime.indexOf(' ');
    if (start < 0 || uptime == null || end < 0) {
      return Optional.empty();
    }
    try {
      double seconds = Double.parseDouble(uptime.substring(0, end)) - start / TICKS_PER_SECOND;
      return Optional.of(Duration.ofMillis(Math.max(0, Math.round(seconds * 1000))));
    } catch (NumberFormatException otherFormat) {
      return Optional.empty();
    }
  }

  private static @Nullable CpuTime cpuTime(@Nullable String stat) {
    long user = field(stat, USER_TIME);
    long system = field(stat, SYSTEM_TIME);
    if (user < 0 || system < 0) {
      return null;
    }
    long guest = Math.max(0, field(stat, GUEST_TIME));
    return new CpuTime(
        Math.max(0, user - guest) / TICKS_PER_SECOND,
        guest / TICKS_PER_SECOND,
        system / TICKS_PER_SECOND);
  }

  /** The second field of schedstat: time spent waiting on a runqueue (sched-stats.rst). */
  private static OptionalDouble delay(@Nullable String schedstat) {
    int first = schedstat == null ? -1 : schedstat.indexOf(' ');
    int second = schedstat == null || first < 0 ? -1 : schedstat.indexOf(' ', first + 1);
    if (schedstat == null || second < 0) {
      return OptionalDouble.empty();
    }
    long nanos = KernelText.number(schedstat, first, second);
    return nanos < 0 ? OptionalDouble.empty() : OptionalDouble.of(nanos / NANOS);
  }

  /** A field by its number; the second, the command's name, may itself hold blanks and brackets. */
  private static long field(@Nullable String stat, int number) {
    int nameEnd = stat == null ? -1 : stat.lastIndexOf(") ");
    if (stat == null || nameEnd < 0) {
      return KernelText.NONE;
    }
    int start = nameEnd + 2;
    for (int i = 3; i < number; i++) {
      int space = stat.indexOf(' ', start);
      if (space < 0) {
        return KernelText.NONE;
      }
      start = space + 1;
    }
    int end = stat.indexOf(' ', start);
    return KernelText.number(stat, start, end < 0 ? stat.length() : end);
  }

  private static OptionalLong kibibytes(@Nullable String text, String key) {
    long kibibytes = KernelText.value(text, key);
    return kibibytes < 0 ? OptionalLong.empty() : OptionalLong.of(kibibytes * 1024);
  }

  private static OptionalLong known(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
