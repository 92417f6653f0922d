package dev.qemupod.supervisor.process;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * Knows which child processes are the JDK's to wait for, so that the reaper leaves their exit
 * statuses alone.
 *
 * <p>A process is started and entered under the lock that a look for orphans holds. Otherwise a
 * child that ends at once could be taken for an orphan before it is entered, and the JDK would
 * report its lost status as 0. A process that is started past this table must have ended before the
 * reaper starts.
 */
public final class ProcessTable {
  private final Object lock = new Object();
  private final Set<Long> owned = new HashSet<>();
  private final AtomicLong ended = new AtomicLong();

  Process start(ProcessBuilder builder) throws IOException {
    synchronized (lock) {
      Process process = builder.start();
      owned.add(process.pid());
      return process;
    }
  }

  /** To be called once the JDK has waited for the process: its number may be reused now. */
  void ended(long pid) {
    synchronized (lock) {
      owned.remove(pid);
    }
    ended.incrementAndGet();
  }

  /** What a look for an ended child found. */
  enum Found {
    /** No child has ended. */
    NONE,
    /** One that nobody owns; it was taken. */
    ORPHAN,
    /** One that the JDK is about to wait for. */
    OWNED
  }

  /**
   * Looks once for an ended child, while no child is started.
   *
   * @param ended gives a child that has ended, or 0
   * @param take waits for it if nobody owns it
   */
  Found takeOrphan(LongSupplier ended, LongConsumer take) {
    synchronized (lock) {
      long pid = ended.getAsLong();
      if (pid == 0) {
        return Found.NONE;
      }
      if (owned.contains(pid)) {
        return Found.OWNED;
      }
      take.accept(pid);
      return Found.ORPHAN;
    }
  }

  /** How many children started by this table have ended. */
  public long childrenEnded() {
    return ended.get();
  }
}
