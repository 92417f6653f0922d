package dev.qemupod.supervisor.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples on a thread of its own, so that a scrape never waits longer than it is willing to.
 *
 * <p>Scrapes that come close together share a sample: a second Prometheus costs qemu nothing. While
 * a sample is late, the one before it is served.
 */
final class SampleCache implements AutoCloseable {
  private final Supplier<VmSample> sampler;
  private final Duration freshFor;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Thread thread;

  private @Nullable VmSample latest;
  private long takenNanos;
  private long generation;
  private boolean wanted;
  private boolean running;
  private boolean closed;

  /**
   * A cache whose thread starts with the first scrape.
   *
   * @param sampler takes a sample; called on one thread only
   * @param freshFor how old a sample may be to be served without a new one
   * @param patience how long a scrape waits for a new one
   */
  SampleCache(Supplier<VmSample> sampler, Duration freshFor, Duration patience) {
    this.sampler = sampler;
    this.freshFor = freshFor;
    this.patience = patience;
    this.thread = Thread.ofPlatform().daemon().name("sampler").unstarted(this::run);
  }

  /** Waits for a fresh sample, for as long as a scrape may. */
  void refresh() {
    lock.lock();
    try {
      if (!isFresh() && !closed) {
        request();
        awaitNext();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The latest sample; empty if there is none yet. */
  Optional<VmSample> latest() {
    lock.lock();
    try {
      return Optional.ofNullable(latest);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    thread.interrupt();
  }

  private void request() {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    if (!running) {
      wanted = true;
      changed.signalAll();
    }
  }

  private boolean isFresh() {
    return latest != null && System.nanoTime() - takenNanos <= freshFor.toNanos();
  }

  private void awaitNext() {
    long seen = generation;
    try {
      long left = patience.toNanos();
      while (left > 0 && generation == seen && !closed) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // The server is closing; what is there must do.
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (awaitWanted()) {
        long started = System.nanoTime();
        publish(sample(), started);
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for a sample any more.
      Thread.currentThread().interrupt();
    }
  }

  /** Null if it failed as no part of it is expected to: the age of the last one then tells. */
  private @Nullable VmSample sample() {
    try {
      return sampler.get();
    } catch (RuntimeException e) {
      return null;
    }
  }

  private boolean awaitWanted() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!wanted && !closed) {
        changed.await();
      }
      wanted = false;
      running = true;
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private void publish(@Nullable VmSample sample, long nanos) {
    lock.lock();
    try {
      if (sample != null) {
        latest = sample;
        takenNanos = nanos;
      }
      generation++;
      running = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
