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
final class PageAhead implements MetricsPage {
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

  /** Does something later; nothing any more once it is closed. */
  interface Timer {
    /** Runs the task at this time of {@link System#nanoTime}, instead of the one it has. */
    void at(long due, Runnable task);

    /** Does not run the task that it has. */
    void cancel();
  }

  private final MetricsPage maker;
  private final Supplier<VmView> view;
  private final Timer timer;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition made = lock.newCondition();
  private final ScrapeRhythm rhythm = new ScrapeRhythm();

  private Optional<Page> page = Optional.empty();
  private boolean making;
  private long took;

  /**
   * Pages of this maker.
   *
   * @param maker called on any thread
   * @param view what the pages tell
   * @param timer has the pages made that are foretold
   */
  PageAhead(MetricsPage maker, Supplier<VmView> view, Timer timer, LongSupplier nanoTime) {
    this.maker = maker;
    this.view = view;
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  @Override
  public Scrape scrape(String accept) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      rhythm.scraped(now);
      order(accept, now);
      awaitMade();
      Optional<Page> ahead = page.filter(one -> fits(one, accept, now));
      if (ahead.isPresent()) {
        return ahead.get().scrape();
      }
    } finally {
      lock.unlock();
    }
    return maker.scrape(accept);
  }

  private void order(String accept, long now) {
    long lead = Math.min(LONGEST_LEAD, EARLY + 2 * took);
    OptionalLong next = rhythm.next();
    if (next.isPresent() && next.getAsLong() - lead > now) {
      timer.at(next.getAsLong() - lead, () -> make(accept));
    } else {
      timer.cancel();
    }
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

  /** Not for long: a page of a qemu that answers is made within milliseconds. */
  private void awaitMade() {
    try {
      long left = LONGEST_LEAD;
      while (making && left > 0) {
        left = made.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      // The server is closing; what is there must do.
      Thread.currentThread().interrupt();
    }
  }

  private void make(String accept) {
    begin();
    long begun = nanoTime.getAsLong();
    VmView shown = view.get();
    Scrape scrape = written(accept);
    lock.lock();
    try {
      making = false;
      made.signalAll();
      page = Optional.ofNullable(scrape).map(one -> new Page(accept, one, shown, begun));
      took = nanoTime.getAsLong() - begun;
    } finally {
      lock.unlock();
    }
  }

  private void begin() {
    lock.lock();
    try {
      making = true;
    } finally {
      lock.unlock();
    }
  }

  /** Null if it failed as nothing of it is expected to: the scrape itself then tells. */
  private @Nullable Scrape written(String accept) {
    try {
      return maker.scrape(accept);
    } catch (RuntimeException e) {
      return null;
    }
  }
}
