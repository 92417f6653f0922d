package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what the kernel knows of a process, as proc(5) and the kernel's proc.rst describe it. */
final class ProcessFacts {
  /** USER_HZ, which is 100 on every architecture that qemu-pod supports. */
  private static final double TICKS_PER_SECOND = 100;

  /** Fields 14 and 15 of stat, utime and stime, counted from the first one after the name. */
  private static final int USER_TIME = 11;

  /** The first line of a mapping in smaps. */
  private static final Pattern MAPPING = Pattern.compile("(\\p{XDigit}+)-\\p{XDigit}+ ");

  private final Path directory;

  ProcessFacts(long pid) {
    this(Path.of("/proc", Long.toString(pid)));
  }

  ProcessFacts(Path directory) {
    this.directory = directory;
  }

  /**
   * Memory, in MiB.
   *
   * @param proportional PSS: pages that others map too are counted in part
   * @param resident RSS: all pages
   * @param anonymous pages that no file backs: what nobody shares
   */
  record Memory(double proportional, double resident, double anonymous) {}

  /** The process's memory now. */
  Memory memory() throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("smaps_rollup"));
    return new Memory(
        mebibytes(lines, "Pss:"), mebibytes(lines, "Rss:"), mebibytes(lines, "Anonymous:"));
  }

  /** The number of its threads. */
  int threads() throws IOException {
    return Integer.parseInt(value(Files.readAllLines(directory.resolve("status")), "Threads:"));
  }

  /** Anonymous memory in MiB of the mappings that begin in a range of addresses. */
  double anonymousMebibytes(long from, long to) throws IOException {
    long kibibytes = 0;
    boolean within = false;
    for (String line : Files.readAllLines(directory.resolve("smaps"))) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.lookingAt()) {
        long start = Long.parseUnsignedLong(mapping.group(1), 16);
        within = Long.compareUnsigned(start, from) >= 0 && Long.compareUnsigned(start, to) < 0;
      } else if (within && line.startsWith("Anonymous:")) {
        kibibytes += Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return kibibytes / 1024.0;
  }

  /** Resident memory in MiB, without a walk through its pages as {@link #memory} does it. */
  double residentMebibytes() throws IOException {
    return mebibytes(Files.readAllLines(directory.resolve("status")), "VmRSS:");
  }

  /** The number of its open files. */
  int descriptors() throws IOException {
    try (Stream<Path> open = Files.list(directory.resolve("fd"))) {
      return Math.toIntExact(open.count());
    }
  }

  /** Whether it has ended, but nobody has waited for it. */
  boolean isZombie() throws IOException {
    String stat = Files.readString(directory.resolve("stat"));
    return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
  }

  /** The CPU time of all its threads, also of ended ones. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(directory.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]))
        / TICKS_PER_SECOND;
  }

  /** Whether a file whose name holds this is mapped, as a loaded library is. */
  boolean maps(String name) throws IOException {
    return Files.readString(directory.resolve("maps")).contains(name);
  }

  private static double mebibytes(List<String> lines, String name) {
    return Long.parseLong(value(lines, name).replace(" kB", "")) / 1024.0;
  }

  private static String value(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the kernel tells no " + name))
        .substring(name.length())
        .strip();
  }
}
