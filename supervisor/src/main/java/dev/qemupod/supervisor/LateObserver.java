package dev.qemupod.supervisor;

import dev.qemupod.supervisor.qmp.QmpObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands what QMP does to the metrics, which are loaded long after QMP is first used. What is told
 * before that is kept, and nobody waits.
 */
final class LateObserver implements QmpObserver {
  /** A start has some dozens; a guest can cause events at will. */
  static final int MANY = 500;

  private final Runnable crowded;
  private final List<Consumer<QmpObserver>> kept = new ArrayList<>();
  private @Nullable QmpObserver target;

  /**
   * An observer that keeps what it is told.
   *
   * @param crowded run when much is kept: high time for the metrics
   */
  LateObserver(Runnable crowded) {
    this.crowded = crowded;
  }

  /** The metrics are there. */
  synchronized void becomes(QmpObserver observer) {
    kept.forEach(told -> told.accept(observer));
    kept.clear();
    target = observer;
  }

  @Override
  public void command(String command, long nanoseconds, Outcome outcome) {
    tell(observer -> observer.command(command, nanoseconds, outcome));
  }

  @Override
  public void event(String name) {
    tell(observer -> observer.event(name));
  }

  private void tell(Consumer<QmpObserver> told) {
    QmpObserver known;
    synchronized (this) {
      known = target;
      if (known == null) {
        kept.add(told);
        if (kept.size() == MANY) {
          crowded.run();
        }
      }
    }
    if (known != null) {
      told.accept(known);
    }
  }
}
