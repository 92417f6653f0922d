package dev.qemupod.supervisor;

import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.process.Signals;
import dev.qemupod.supervisor.storage.RuntimeDirectory;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends a start that does not come to hear that it shall stop, because it hangs: in the file of a
 * volume that does not answer, or behind a qemu-img.
 */
final class EarlyStop {
  /** What a start does before it listens takes milliseconds, unless it hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** For a start that only the helper held up which was killed. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

  private final Signals signals;
  private final Consumer<Ending> exit;
  private volatile @Nullable RuntimeDirectory runtime;
  private volatile @Nullable Runnable told;
  private volatile boolean cut;

  /**
   * One that is not needed yet.
   *
   * @param exit ends the process
   */
  EarlyStop(Signals signals, Consumer<Ending> exit) {
    this.signals = signals;
    this.exit = exit;
  }

  /** What must not be left behind. */
  void leaves(RuntimeDirectory directory) {
    runtime = directory;
  }

  /** Tells this one as well, at once, of a stop that comes from now on; it must not block. */
  void tell(Runnable newTold) {
    told = newTold;
  }

  /** How the start ended, if that was not due to a helper that was killed here. */
  Ending unlessCut(Ending ending) {
    return cut ? Ending.withoutGuest(signals.waitingStop()) : ending;
  }

  /** The start is over; does not return if it was given up before. */
  void over() {
    try {
      signals.take();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A stop was asked for, and nobody listens yet; on a thread of its own. */
  void stopAsked(String signal) {
    Runnable first = told;
    if (first != null) {
      first.run();
    }
    try {
      if (signals.awaitTaken(PATIENCE)) {
        return;
      }
      cut = true;
      ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
      if (signals.awaitTakenAnyway(LAST_CHANCE) || !signals.giveUp()) {
        return;
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return;
    }
    RuntimeDirectory left = runtime;
    if (left != null) {
      left.close();
    }
    exit.accept(
        Ending.beforeQemu(
            ExitCode.OK,
            "Stopped",
            "Stopped by SIG" + signal + " while no guest was running; the start hung."));
  }
}
