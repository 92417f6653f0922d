package dev.qemupod.supervisor.qmp;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to their consumer, in order, so that a slow consumer never stops the reader: qemu
 * buffers what is not read without bound. One that takes an event at once is told by the reader;
 * else a thread waits for it, for as long as events wait.
 *
 * <p>Memory stays bounded instead. A guest can cause events at will (resets, RTC_CHANGE), so beyond
 * {@link #CAPACITY} waiting events only the newest of each name is kept, and the others are
 * counted. No name is lost altogether: a SHUTDOWN behind a flood arrives.
 */
final class EventQueue {
  static final int CAPACITY = 10_000;

  private final QmpEvents consumer;
  private final Consumer<String> closed;
  private final boolean heard;
  private final Queue<QmpEvent> waiting = new ArrayDeque<>();
  private final Map<String, QmpEvent> newestByName = new LinkedHashMap<>();
  private boolean started;
  private boolean delivering;
  private @Nullable String endReason;
  private long dropped;

  EventQueue(QmpEvents consumer, Consumer<String> closed) {
    this(consumer, closed, true);
  }

  private EventQueue(QmpEvents consumer, Consumer<String> closed, boolean heard) {
    this.consumer = consumer;
    this.closed = closed;
    this.heard = heard;
  }

  /** One that forgets each event, for a connection that is there for its commands. */
  static EventQueue unheard() {
    return new EventQueue(event -> {}, reason -> {}, false);
  }

  /** The consumer is told from now on, of what came before too. */
  synchronized void start() {
    started = heard;
    if (!waiting.isEmpty() || endReason != null) {
      deliver();
    }
  }

  synchronized void add(QmpEvent event) {
    if (!heard || (started && !delivering && taken(event))) {
      return;
    }
    if (newestByName.isEmpty() && waiting.size() < CAPACITY) {
      waiting.add(event);
    } else if (newestByName.remove(event.name()) != null) {
      dropped++;
      newestByName.put(event.name(), event);
    } else if (newestByName.size() < CAPACITY) {
      newestByName.put(event.name(), event);
    } else {
      dropped++;
    }
    deliver();
  }

  /** No event follows. */
  synchronized void end(String reason) {
    endReason = reason;
    deliver();
  }

  synchronized long dropped() {
    return dropped;
  }

  private void deliver() {
    if (started && !delivering) {
      delivering = true;
      Thread thread = new Thread(this::run, "qmp-events");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    for (Runnable next = next(); next != null; next = next()) {
      try {
        next.run();
      } catch (RuntimeException bug) {
        tell(bug);
      }
    }
  }

  /** Called with nothing waiting, so that it is the next. */
  private boolean taken(QmpEvent event) {
    try {
      return consumer.offer(event);
    } catch (RuntimeException bug) {
      tell(bug);
      return true;
    }
  }

  /** A consumer's bug must be seen, and must not cost the events after it. */
  private static void tell(RuntimeException bug) {
    Thread thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
  }

  /** What to tell next; null if it is all told by now. */
  private synchronized @Nullable Runnable next() {
    QmpEvent event = poll();
    if (event != null) {
      return () -> consumer.accept(event);
    }
    String reason = endReason;
    if (reason != null) {
      // Nothing follows, and this is told once.
      endReason = null;
      started = false;
      return () -> closed.accept(reason);
    }
    delivering = false;
    return null;
  }

  private @Nullable QmpEvent poll() {
    QmpEvent event = waiting.poll();
    Iterator<QmpEvent> newest = newestByName.values().iterator();
    if (event == null && newest.hasNext()) {
      event = newest.next();
      newest.remove();
    }
    return event;
  }
}
