package dev.qemupod.supervisor.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Measures how near the pod is to its memory limit, and how much of what it holds is not guest RAM.
 *
 * <p>Of one thread. The kernel walks page tables to tell the guest's resident RAM: the pause
 * between two of these measurements grows with their duration, which keeps their cost below half a
 * percent of a CPU. A guest without huge pages takes milliseconds for each GiB. And while what the
 * pod holds stays as it is, it comes no nearer to its limit: then they are seldom.
 */
public final class PodMemoryReader {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(400);
  private static final int PAUSE_FACTOR = 200;

  /** Less than this is no change, for so long: the guest may have less of what is held since. */
  private static final long LEAST_CHANGE = 1 << 20;

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A guest that fills its memory meanwhile would be taken for overhead. */
  private static final long MOST_CHANGE = 8 << 20;

  private final CgroupUsageReader cgroup;
  private final GuestRamMeter guestRam;
  private OptionalLong resident = OptionalLong.empty();
  private OptionalLong overhead = OptionalLong.empty();
  private long measuredPid = -1;
  private long nextNanos;
  private long measuredNanos;
  private OptionalLong measuredHeld = OptionalLong.empty();

  /** A reader of the files below the root, {@code /} in production. */
  public PodMemoryReader(Path root) {
    this.cgroup = new CgroupUsageReader(root);
    this.guestRam = new GuestRamMeter(root.resolve("proc"));
  }

  /**
   * The latest measurement.
   *
   * @param pid qemu
   * @param ram the guest's RAM
   * @param nanoTime now, as {@link System#nanoTime}
   */
  public PodMemory read(long pid, GuestRam ram, long nanoTime) {
    if (pid != measuredPid) {
      measuredPid = pid;
      resident = OptionalLong.empty();
      overhead = OptionalLong.empty();
      nextNanos = nanoTime;
      measuredHeld = OptionalLong.empty();
    }
    PodUsage usage = cgroup.readMemory();
    if (nanoTime - nextNanos >= 0 && !isAsMeasured(usage, nanoTime)) {
      usage = measure(pid, ram, usage, nanoTime);
    }
    return new PodMemory(usage.memoryLimit(), unreclaimable(usage), resident, overhead);
  }

  private boolean isAsMeasured(PodUsage usage, long nanoTime) {
    OptionalLong held = unreclaimable(usage);
    return measuredHeld.isPresent()
        && held.isPresent()
        && Math.abs(held.getAsLong() - measuredHeld.getAsLong()) < LEAST_CHANGE
        && nanoTime - measuredNanos < LONGEST_PAUSE.toNanos();
  }

  private PodUsage measure(long pid, GuestRam ram, PodUsage before, long nanoTime) {
    long started = System.nanoTime();
    OptionalLong held = resident(pid, ram);
    nextNanos =
        nanoTime + Math.max(SHORTEST_PAUSE.toNanos(), (System.nanoTime() - started) * PAUSE_FACTOR);
    PodUsage after = cgroup.readMemory();
    OptionalLong first = unreclaimable(before);
    OptionalLong second = unreclaimable(after);
    if (held.isPresent() && first.isPresent() && second.isPresent()) {
      long rest = first.getAsLong() - held.getAsLong();
      long change = Math.abs(second.getAsLong() - first.getAsLong());
      boolean still = change <= MOST_CHANGE;
      // Less than nothing: qemu runs in another cgroup.
      if (still && rest >= 0) {
        resident = held;
        overhead = OptionalLong.of(rest);
        measuredHeld = change < LEAST_CHANGE ? second : OptionalLong.empty();
        measuredNanos = nanoTime;
      }
    }
    return after;
  }

  private OptionalLong resident(long pid, GuestRam ram) {
    try {
      return guestRam.resident(pid, ram);
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong unreclaimable(PodUsage usage) {
    if (usage.memoryAnonymous().isEmpty()) {
      return OptionalLong.empty();
    }
    // Without the kernel's own accounting what can be told is still most of it.
    return OptionalLong.of(usage.memoryAnonymous().getAsLong() + usage.memoryKernel().orElse(0));
  }
}
