package dev.qemupod.supervisor.metrics;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples on a thread of its own, so that a scrape never waits longer than it is willing to.
 *
 * <p>Scrapes that come close together share a sample: a second Prometheus costs qemu nothing. While
 * a sample is late, the one before it is served. What is wanted at some later time, such as a page
 * of a sample, is made on the same thread.
 *
 * <p>Samples and the pages made of them are nearly all of the garbage of an idle supervisor. The
 * machine collects the part of it that has grown old only when there is no more room: after days,
 * and with all of the heap in memory. So the garbage of some samples is collected as soon as nobody
 * has asked for a while.
 */
final class SampleCache implements PageAhead.Timer, AutoCloseable {
  /** At usual rhythms, 15 to 60 s, at most four times an hour. */
  static final int COLLECTED_AFTER = 64;

  /** So long after a scrape the next one is some time away, even if there is one each second. */
  private static final Duration PAUSE = Duration.ofMillis(300);

  /**
   * Something to do later.
   *
   * @param due when, by {@link System#nanoTime}
   */
  private record Order(long due, Runnable task) {}

  private final Supplier<VmSample> sampler;
  private final Duration freshFor;
  private final Duration patience;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Runnable collection;
  private final Thread thread;

  private @Nullable VmSample latest;
  private Optional<Order> order = Optional.empty();
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
    this(sampler, freshFor, patience, System::gc, System::nanoTime);
  }

  /**
   * The same with another collection and clock.
   *
   * @param collection collects the garbage; called while nobody asks
   */
  SampleCache(
      Supplier<VmSample> sampler,
      Duration freshFor,
      Duration patience,
      Runnable collection,
      LongSupplier nanoTime) {
    this.sampler = sampler;
    this.freshFor = freshFor;
    this.patience = patience;
    this.collection = collection;
    this.nanoTime = nanoTime;
    this.thread = Thread.ofPlatform().daemon().name("sampler").unstarted(this::run);
  }

  /**
   * Waits for a fresh sample, for as long as a scrape may. What is made on the cache's own thread
   * waits for as long as it takes.
   */
  void refresh() {
    lock.lock();
    try {
      if (isFresh() || closed) {
        return;
      }
      if (Thread.currentThread() != thread) {
        request();
        awaitNext();
        return;
      }
      running = true;
    } finally {
      lock.unlock();
    }
    measure();
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

  /** One task at most waits: this one, instead of any before it. */
  @Override
  public void at(long due, Runnable task) {
    lock.lock();
    try {
      order = Optional.of(new Order(due, task));
      wake();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void cancel() {
    lock.lock();
    try {
      order = Optional.empty();
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
    if (!running) {
      wanted = true;
      wake();
    }
  }

  private void wake() {
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    changed.signalAll();
  }

  private boolean isFresh() {
    return latest != null && nanoTime.getAsLong() - takenNanos <= freshFor.toNanos();
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
      for (Optional<Runnable> work = await(); work.isPresent(); work = await()) {
        work.get().run();
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for a sample any more.
      Thread.currentThread().interrupt();
    }
  }

  private void measure() {
    long started = nanoTime.getAsLong();
    publish(sample(), started);
  }

  /** Null if it failed as no part of it is expected to: the age of the last one then tells. */
  private @Nullable VmSample sample() {
    try {
      return sampler.get();
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** What is to be done next, once it is; empty: closed. */
  private Optional<Runnable> await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        if (wanted) {
          wanted = false;
          running = true;
          return Optional.of(this::measure);
        }
        long left = order.map(one -> one.due() - nanoTime.getAsLong()).orElse(Long.MAX_VALUE);
        if (left <= 0) {
          Optional<Runnable> due = order.map(Order::task);
          order = Optional.empty();
          return due;
        }
        boolean collecting = uncollected >= COLLECTED_AFTER && left > PAUSE.toNanos();
        long rest = changed.awaitNanos(collecting ? PAUSE.toNanos() : left);
        if (collecting && rest <= 0 && !wanted && !closed) {
          collection.run();
          uncollected = 0;
        }
      }
      return Optional.empty();
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
