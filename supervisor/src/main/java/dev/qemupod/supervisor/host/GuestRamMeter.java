package dev.qemupod.supervisor.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Measures how much of the guest's RAM the host holds, and what the pod's working set holds beside
 * it.
 *
 * <p>qemu maps the RAM of a machine in one piece of exactly its size, and what can be plugged into
 * it in another, apart from everything else (softmmu/physmem.c, ram_block_add), so that {@code
 * /proc/PID/smaps} tells their resident part (Linux Documentation/filesystems/proc.rst). For that
 * the kernel walks the page tables, which takes longer the more memory there is: the pause between
 * two measurements grows with their duration and keeps their cost below half a percent of a CPU.
 */
public final class GuestRamMeter {
  /**
   * What was measured, bytes.
   *
   * @param resident RAM of the guest that the host holds
   * @param overhead working set of the pod beside it; empty if the working set is not known, or
   *     does not hold the guest's RAM, because qemu runs in another cgroup
   */
  public record Reading(OptionalLong resident, OptionalLong overhead) {
    /** Nothing was measured. */
    public static final Reading UNKNOWN = new Reading(OptionalLong.empty(), OptionalLong.empty());
  }

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(10);
  private static final int PAUSE_FACTOR = 200;

  private final Path proc;
  private Reading reading = Reading.UNKNOWN;
  private long readPid = -1;
  private long nextNanos;

  /**
   * A meter for one thread.
   *
   * @param proc {@code /proc}, or a tree of files that stands for it
   */
  public GuestRamMeter(Path proc) {
    this.proc = proc;
  }

  /**
   * The latest measurement, taken now if it is time.
   *
   * @param nanoTime now, as {@link System#nanoTime}
   */
  public Reading read(long pid, GuestRam ram, OptionalLong workingSet, long nanoTime)
      throws IOException {
    if (pid == readPid && nanoTime - nextNanos < 0) {
      return reading;
    }
    readPid = -1;
    long started = System.nanoTime();
    OptionalLong resident = resident(pid, ram);
    long duration = System.nanoTime() - started;
    if (resident.isEmpty()) {
      throw new IOException("qemu maps no " + ram.base() + " bytes of RAM in one piece");
    }
    long overhead = workingSet.orElse(-1) - resident.getAsLong();
    reading =
        new Reading(resident, overhead < 0 ? OptionalLong.empty() : OptionalLong.of(overhead));
    readPid = pid;
    nextNanos = nanoTime + Math.max(SHORTEST_PAUSE.toNanos(), duration * PAUSE_FACTOR);
    return reading;
  }

  /** Measured now, whatever it takes; empty if the RAM of the start is not mapped. */
  OptionalLong resident(long pid, GuestRam ram) throws IOException {
    Path smaps = proc.resolve(Long.toString(pid)).resolve("smaps");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(smaps), StandardCharsets.ISO_8859_1))) {
      boolean isBase = false;
      boolean isPluggable = false;
      OptionalLong base = OptionalLong.empty();
      OptionalLong pluggable = ram.pluggable() == 0 ? OptionalLong.of(0) : OptionalLong.empty();
      @Nullable String line = lines.readLine();
      while (line != null && (base.isEmpty() || pluggable.isEmpty())) {
        if (isMappingHeader(line)) {
          long size = mappingSize(line);
          isBase = base.isEmpty() && size == ram.base();
          // Both may be of one size.
          isPluggable = !isBase && pluggable.isEmpty() && size == ram.pluggable();
        } else if (isBase && line.startsWith("Rss:")) {
          base = OptionalLong.of(kibibytes(line) * 1024);
        } else if (isPluggable && line.startsWith("Rss:")) {
          pluggable = OptionalLong.of(kibibytes(line) * 1024);
        }
        line = lines.readLine();
      }
      return base.isEmpty() ? base : OptionalLong.of(base.getAsLong() + pluggable.orElse(0));
    }
  }

  /** {@code 7f189be00000-7f189fe00000 rw-p ...}; every other line starts with a capital letter. */
  private static boolean isMappingHeader(String line) {
    return !line.isEmpty() && !(line.charAt(0) >= 'A' && line.charAt(0) <= 'Z');
  }

  private static long mappingSize(String line) {
    int dash = line.indexOf('-');
    int space = line.indexOf(' ');
    if (dash < 0 || space < dash) {
      return -1;
    }
    return Long.parseUnsignedLong(line, dash + 1, space, 16)
        - Long.parseUnsignedLong(line, 0, dash, 16);
  }

  private static long kibibytes(String line) {
    String number = line.substring("Rss:".length()).strip();
    int space = number.indexOf(' ');
    return Long.parseLong(number, 0, space < 0 ? number.length() : space, 10);
  }
}
