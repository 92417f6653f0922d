package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.metrics.VmSample.CpuTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads what a process and its threads use from {@code /proc} (proc(5), Linux
 * Documentation/filesystems/proc.rst, Documentation/scheduler/sched-stats.rst).
 */
final class ProcessReader {
  /** USER_HZ: 100 on every architecture qemu runs on (Linux include/asm-generic/param.h). */
  private static final double TICKS_PER_SECOND = 100;

  // Positions in stat after the command's closing parenthesis; the state is the first of them.
  private static final int UTIME = 11;
  private static final int STIME = 12;
  private static final int THREADS = 17;
  private static final int GUEST_TIME = 40;

  private final Path proc;

  /** A reader of {@code /proc}, or of a tree of files that stands for it. */
  ProcessReader(Path proc) {
    this.proc = proc;
  }

  /**
   * What the process uses now.
   *
   * @param pid a number, or {@code self}
   * @param kvm whether the kernel tells the time in guest code
   */
  ProcessSample read(String pid, boolean kvm) throws IOException {
    Path process = proc.resolve(pid);
    String[] stat = statFields(process.resolve("stat"));
    String status = text(process.resolve("status"));
    return new ProcessSample(
        cpuTime(stat, kvm),
        field(stat, THREADS),
        openFiles(process.resolve("fd")),
        maxFiles(process.resolve("limits")),
        kibibytes(status, "RssAnon:"),
        kibibytes(status, "RssFile:"),
        kibibytes(status, "RssShmem:"),
        kibibytes(status, "VmSize:"));
  }

  /** What the thread of a vCPU used until now. */
  VmSample.VcpuUsage readVcpu(long pid, long threadId, int index, boolean kvm) throws IOException {
    Path thread = proc.resolve(Long.toString(pid)).resolve("task").resolve(Long.toString(threadId));
    return new VmSample.VcpuUsage(
        index, cpuTime(statFields(thread.resolve("stat")), kvm), delay(thread));
  }

  /** The kernel counts guest time as user time too (fs/proc/array.c); it is told apart here. */
  private static CpuTime cpuTime(String[] stat, boolean kvm) throws IOException {
    double user = field(stat, UTIME) / TICKS_PER_SECOND;
    double system = field(stat, STIME) / TICKS_PER_SECOND;
    if (!kvm) {
      return new CpuTime(OptionalDouble.empty(), user, system);
    }
    double guest = field(stat, GUEST_TIME) / TICKS_PER_SECOND;
    return new CpuTime(OptionalDouble.of(guest), Math.max(0, user - guest), system);
  }

  /**
   * The second number of schedstat: nanoseconds on a run queue; absent without CONFIG_SCHED_INFO.
   */
  private static OptionalDouble delay(Path thread) throws IOException {
    try {
      String[] numbers = text(thread.resolve("schedstat")).strip().split(" ", -1);
      return numbers.length < 2
          ? OptionalDouble.empty()
          : OptionalDouble.of(number(numbers[1]) / 1e9);
    } catch (NoSuchFileException e) {
      return OptionalDouble.empty();
    }
  }

  private static String[] statFields(Path stat) throws IOException {
    String text = text(stat);
    // The command may hold spaces and parentheses of its own.
    int end = text.lastIndexOf(')');
    return text.substring(end + 1).strip().split(" ", -1);
  }

  private static long field(String[] stat, int index) throws IOException {
    if (index >= stat.length) {
      throw new IOException("stat has " + stat.length + " fields only");
    }
    return number(stat[index]);
  }

  private static long number(String text) throws IOException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IOException("no number in /proc: " + text, e);
    }
  }

  private static OptionalLong kibibytes(String status, String key) throws IOException {
    String value = afterKey(status, key);
    int space = value.indexOf(' ');
    return value.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(number(space < 0 ? value : value.substring(0, space)) * 1024);
  }

  /** The rest of the line that starts with the key, stripped; empty without such a line. */
  private static String afterKey(String lines, String key) {
    int start = lines.startsWith(key) ? 0 : lines.indexOf("\n" + key) + 1;
    if (!lines.startsWith(key, start)) {
      return "";
    }
    int end = lines.indexOf('\n', start);
    return lines.substring(start + key.length(), end < 0 ? lines.length() : end).strip();
  }

  /** Absent if they may not be listed: qemu of another user. */
  private static OptionalLong openFiles(Path directory) {
    long count = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path _ : entries) {
        count++;
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(count);
  }

  /** {@code Max open files 1024 524288 files}: the first number, the soft limit. */
  private static OptionalLong maxFiles(Path limits) {
    try {
      String value = afterKey(text(limits), "Max open files");
      int space = value.indexOf(' ');
      return space < 0 || value.startsWith("unlimited")
          ? OptionalLong.empty()
          : OptionalLong.of(number(value.substring(0, space)));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static String text(Path file) throws IOException {
    // Not Files.readString: a file of /proc says that it is empty, and may hold any bytes.
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
