package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.lifecycle.VmView;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page shortly before it is asked for, where scrapes come in a {@link ScrapeRhythm}.
 *
 * <p>To measure a VM and to write the page takes many times as long as to send it, and qemu answers
 * when its own loop comes to it. A scrape that was foretold finds its page made; any other waits
 * for one, and so does one that finds that the VM's state has changed meanwhile.
 */
final class PageAhead implements MetricsPage, AutoCloseable {
  /** From when a page begins to be made until nobody gets it any more. */
  private static final long KEPT = Duration.ofMillis(800).toNanos();

  /** How long before its scrape a page is to be there. */
  private static final long EARLY = Duration.ofMillis(100).toNanos();

  private static final long LONGEST_LEAD = Duration.ofMillis(500).toNanos();

  /**
   * A page.
   *
   * @param begun when it began to be made
   */
  private record Page(String accept, Scrape scrape, VmView view, long begun) {}

  /**
   * A page to be made.
   *
   * @param due when to begin
   */
  private record Order(String accept, long due) {}

  private final MetricsPage maker;
  private final Supplier<VmView> view;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ScrapeRhythm rhythm = new ScrapeRhythm();
  private final Thread thread;

  private Optional<Order> order = Optional.empty();
  private Optional<Page> page = Optional.empty();
  private boolean making;
  private long took;
  private boolean closed;

  /**
   * Pages of this maker. Its thread starts with the first scrape that is foretold.
   *
   * @param maker called on any thread
   * @param view what the pages tell
   */
  PageAhead(MetricsPage maker, Supplier<VmView> view, LongSupplier nanoTime) {
    this.maker = maker;
    this.view = view;
    this.nanoTime = nanoTime;
    this.thread = Thread.ofPlatform().daemon().name("page-ahead").unstarted(this::run);
  }

  @Override
  public Scrape scrape(String accept) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      rhythm.scraped(now);
      awaitMade();
      order(accept, now);
      Optional<Page> made = page.filter(one -> fits(one, accept, now));
      if (made.isPresent()) {
        return made.get().scrape();
      }
    } finally {
      lock.unlock();
    }
    return maker.scrape(accept);
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

  private void order(String accept, long now) {
    long lead = Math.min(LONGEST_LEAD, EARLY + 2 * took);
    OptionalLong next = rhythm.next();
    order =
        next.isPresent() && next.getAsLong() - lead > now
            ? Optional.of(new Order(accept, next.getAsLong() - lead))
            : Optional.empty();
    if (order.isPresent() && thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    changed.signalAll();
  }

  private boolean fits(Page one, String accept, long now) {
    return one.accept().equals(accept)
        && now - one.begun() <= KEPT
        && tellSame(one.view(), view.get());
  }

  /** Beside durations, which grow from one moment to the next. */
  private static boolean tellSame(VmView one, VmView other) {
    return one.phase() == other.phase()
        && one.runState().equals(other.runState())
        && one.gate().equals(other.gate())
        && one.qemuPid().equals(other.qemuPid())
        && one.counters().equals(other.counters());
  }

  /** Its maker waits for qemu no longer than a scrape may. */
  private void awaitMade() {
    try {
      while (making && !closed) {
        changed.await();
      }
    } catch (InterruptedException e) {
      // The server is closing; what is there must do.
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (Optional<Order> next = await(); next.isPresent(); next = await()) {
        make(next.get().accept());
      }
    } catch (InterruptedException e) {
      // Closed: nobody waits for a page any more.
      Thread.currentThread().interrupt();
    }
  }

  /** The next order once it is due; empty: closed. */
  private Optional<Order> await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        if (order.isEmpty()) {
          changed.await();
          continue;
        }
        long left = order.get().due() - nanoTime.getAsLong();
        if (left <= 0) {
          Optional<Order> due = order;
          order = Optional.empty();
          making = true;
          return due;
        }
        var _ = changed.awaitNanos(left);
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void make(String accept) {
    long begun = nanoTime.getAsLong();
    VmView shown = view.get();
    Scrape scrape = made(accept);
    lock.lock();
    try {
      page = Optional.ofNullable(scrape).map(one -> new Page(accept, one, shown, begun));
      took = nanoTime.getAsLong() - begun;
      making = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Null if it failed as nothing of it is expected to: the scrape itself then tells. */
  private @Nullable Scrape made(String accept) {
    try {
      return maker.scrape(accept);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
