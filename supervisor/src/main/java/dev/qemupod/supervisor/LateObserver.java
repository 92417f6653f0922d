package dev.qemupod.supervisor;

import dev.qemupod.supervisor.qmp.QmpObserver;
import java.util.concurrent.CompletableFuture;

/**
 * Hands what QMP does to the metrics, which are still being loaded when QMP is first used. Until
 * they are, the caller waits: for some hundred milliseconds once, which qemu's socket buffers.
 */
final class LateObserver implements QmpObserver {
  private final CompletableFuture<QmpObserver> target = new CompletableFuture<>();

  /** The metrics are there. */
  void becomes(QmpObserver observer) {
    target.complete(observer);
  }

  @Override
  public void command(String command, long nanoseconds, Outcome outcome) {
    target.join().command(command, nanoseconds, outcome);
  }

  @Override
  public void event(String name) {
    target.join().event(name);
  }
}
