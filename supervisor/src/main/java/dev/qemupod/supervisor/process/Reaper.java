package dev.qemupod.supervisor.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;

/**
 * Waits for the orphans that the kernel hands to PID 1, so that no zombie stays.
 *
 * <p>{@code waitpid(-1)} would take the exit statuses of the JDK's own children, which then report
 * 0. So each sweep looks at one ended child after the other without waiting for it, and waits only
 * for those nobody owns. A sweep follows each SIGCHLD, on the thread that the machine makes for it.
 * Where it can make none, as the pod has as many as it may, somebody has to {@link #look} from time
 * to time. If this is not PID 1 (a shared process namespace), it asks the kernel for the orphans of
 * its own descendants.
 */
public final class Reaper {
  private static final long HALT_MILLISECONDS = 300;
  private static final long OWNER_PAUSE_NANOSECONDS = 200_000;

  private final ProcessTable table;
  private final Consumer<String> warnings;
  private final AtomicInteger unheard = new AtomicInteger();
  private final AtomicLong orphans = new AtomicLong();
  private final CompletableFuture<@Nullable Posix> posix = new CompletableFuture<>();

  private Reaper(ProcessTable table, Consumer<String> warnings) {
    this.table = table;
    this.warnings = warnings;
  }

  /**
   * Starts the reaper, on a thread that ends once it runs. To be called after the first {@link
   * ChildProcess#spawn}: the JDK resets the handler of SIGCHLD when it starts its first process,
   * and loading jnr-posix must not delay that.
   *
   * @param warnings told, in a sentence, if orphans cannot be waited for
   */
  public static Reaper start(ProcessTable table, Consumer<String> warnings) {
    Reaper reaper = new Reaper(table, warnings);
    Thread thread = new Thread(reaper::run, "reaper");
    thread.setDaemon(true);
    thread.start();
    return reaper;
  }

  private void run() {
    try {
      Posix loaded = Posix.load();
      if (loaded.pid() != 1 && !loaded.becomeSubreaper()) {
        warnings.accept("not PID 1 and no subreaper: orphaned processes are left to others");
      }
      Signal.handle(new Signal("CHLD"), signal -> childEnded(loaded));
      posix.complete(loaded);
      childEnded(loaded);
    } catch (PosixUnavailable failure) {
      warnings.accept(
          "orphaned processes are not waited for, since the native library cannot be loaded ("
              + failure.getMessage()
              + "): give the container a writable /tmp without noexec, or set"
              + " -Djffi.boot.library.path to the library's directory");
    } finally {
      posix.complete(null);
    }
  }

  /** Sweeps, unless somebody does, who then sweeps once more. */
  private void childEnded(Posix loaded) {
    int heard = unheard.incrementAndGet() == 1 ? 1 : 0;
    while (heard != 0) {
      sweep(loaded);
      heard = unheard.addAndGet(-heard);
    }
  }

  private void sweep(Posix loaded) {
    ProcessTable.Found found;
    do {
      found = takeOrphan(loaded);
      if (found == ProcessTable.Found.OWNED) {
        // It hides what ended after it, until the JDK's thread, awake by now, has waited for it.
        LockSupport.parkNanos(OWNER_PAUSE_NANOSECONDS);
      }
    } while (found != ProcessTable.Found.NONE);
  }

  /** Takes the orphans that have ended by now, if it is ready; waits for nothing. */
  public void look() {
    Posix loaded = posix.getNow(null);
    if (loaded != null) {
      ProcessTable.Found found;
      do {
        found = takeOrphan(loaded);
      } while (found == ProcessTable.Found.ORPHAN);
    }
  }

  private ProcessTable.Found takeOrphan(Posix loaded) {
    return table.takeOrphan(loaded::ended, pid -> take(loaded, pid));
  }

  private void take(Posix loaded, long pid) {
    if (loaded.reap(pid) == Posix.WaitResult.REAPED) {
      orphans.incrementAndGet();
    }
  }

  /** Whether orphans are waited for by now. */
  boolean ready() {
    return posix.getNow(null) != null;
  }

  /** How many orphans were waited for. */
  public long orphansReaped() {
    return orphans.get();
  }

  /** How many children of the supervisor itself have ended. */
  public long childrenReaped() {
    return table.childrenEnded();
  }

  /**
   * Ends the supervisor at once, without the up to 300 ms that {@code Runtime.halt} waits for
   * threads in native calls. Flushes nothing. Returns only if jnr-posix can not be loaded, or takes
   * as long.
   */
  public void exitNow(int status) {
    try {
      Posix loaded = posix.get(HALT_MILLISECONDS, TimeUnit.MILLISECONDS);
      if (loaded != null) {
        loaded.exitNow(status);
      }
    } catch (TimeoutException | ExecutionException late) {
      // Nothing was won by waiting.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
