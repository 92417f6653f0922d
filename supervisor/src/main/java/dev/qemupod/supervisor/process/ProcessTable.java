package dev.qemupod.supervisor.process;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Knows which child processes are the JDK's to wait for, so that the reaper leaves their exit
 * statuses alone.
 *
 * <p>A process is started and entered under the lock that a sweep for orphans holds. Otherwise a
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

  /** Gives each of this process's children that nobody owns; no child is started meanwhile. */
  void forEachForeignChild(LongConsumer action) {
    synchronized (lock) {
      ProcessHandle.current()
          .children()
          .mapToLong(ProcessHandle::pid)
          .filter(pid -> !owned.contains(pid))
          .forEach(action);
    }
  }

  /** How many children started by this table have ended. */
  public long childrenEnded() {
    return ended.get();
  }
}
