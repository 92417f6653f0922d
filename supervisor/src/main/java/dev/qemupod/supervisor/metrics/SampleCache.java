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
 *
 * <p>Samples and the pages made of them are nearly all of the garbage of an idle supervisor. The
 * machine collects the part of it that has grown old only when there is no more room: after days,
 * and with all of the heap in memory. So the garbage of some samples is collected as soon as nobody
 * has asked for a while.
 */
final class SampleCache implements AutoCloseable {
  /** At usual rhythms, 15 to 60 s, at most four times an hour. */
  static final int COLLECTED_AFTER = 64;

  /** So long after a scrape the next one is some time away, even if there is one each second. */
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final Supplier<VmSample> sampler;
  private final Duration freshFor;
  private final Duration patience;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Runnable collection;
  private final Thread thread;

  private @Nullable VmSample latest;
  private long takenNanos;
  private long generation;
  private int uncollected;
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
    this(sampler, freshFor, patience, System::gc);
  }

  /**
   * The same with another collection.
   *
   * @param collection collects the garbage; called while nobody asks
   */
  SampleCache(
      Supplier<VmSample> sampler, Duration freshFor, Duration patience, Runnable collection) {
    this.sampler = sampler;
    this.freshFor = freshFor;
    this.patience = patience;
    this.collection = collection;
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
        if (uncollected < COLLECTED_AFTER) {
          changed.await();
        } else if (changed.awaitNanos(PAUSE.toNanos()) <= 0 && !wanted && !closed) {
          collection.run();
          uncollected = 0;
        }
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
      uncollected++;
      running = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
