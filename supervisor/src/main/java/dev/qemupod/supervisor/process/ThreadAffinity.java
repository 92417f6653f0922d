package dev.qemupod.supervisor.process;

import java.util.List;
import jnr.constants.platform.Errno;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Platform;
import jnr.ffi.Runtime;

/** Binds threads to CPUs (sched_setaffinity(2)), which jnr-posix does not offer. */
public final class ThreadAffinity {
  private final Scheduler scheduler;

  private ThreadAffinity(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** The system call; public because jnr-ffi implements it by a class of its own. */
  public interface Scheduler {
    /** sched_setaffinity(2). */
    int sched_setaffinity(int thread, long size, byte[] mask);
  }

  /**
   * Loads it; slow where nothing else has loaded jnr-ffi.
   *
   * @throws PosixUnavailable if it cannot be loaded
   */
  public static ThreadAffinity load() throws PosixUnavailable {
    try {
      return new ThreadAffinity(
          LibraryLoader.create(Scheduler.class)
              .load(Platform.getNativePlatform().getStandardCLibraryName()));
    } catch (RuntimeException | LinkageError failure) {
      throw new PosixUnavailable(String.valueOf(failure.getMessage()), failure);
    }
  }

  /**
   * Lets a thread run on these CPUs only.
   *
   * @return the name of the error, such as EINVAL for CPUs that are not in the cpuset any more;
   *     empty if it was done, or if the thread has ended
   */
  public String bind(long thread, List<Integer> cpus) {
    byte[] mask = mask(cpus);
    if (scheduler.sched_setaffinity(Math.toIntExact(thread), mask.length, mask) == 0) {
      return "";
    }
    Errno error = Errno.valueOf(Runtime.getRuntime(scheduler).getLastError());
    return error == Errno.ESRCH ? "" : error.name();
  }

  /** A bit for each CPU, in words of the kernel's; little-endian on all supported machines. */
  static byte[] mask(List<Integer> cpus) {
    int highest = 0;
    for (int cpu : cpus) {
      highest = Math.max(highest, cpu);
    }
    byte[] mask = new byte[(highest / Long.SIZE + 1) * Long.BYTES];
    for (int cpu : cpus) {
      mask[cpu / Byte.SIZE] |= (byte) (1 << cpu % Byte.SIZE);
    }
    return mask;
  }
}
