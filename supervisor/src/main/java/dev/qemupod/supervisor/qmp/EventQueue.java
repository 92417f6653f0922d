package dev.qemupod.supervisor.qmp;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands events to their consumer on a thread of its own, in order, so that a slow consumer never
 * stops the reader: qemu buffers what is not read without bound.
 *
 * <p>Memory stays bounded instead. A guest can cause events at will (resets, RTC_CHANGE), so beyond
 * {@link #CAPACITY} waiting events only the newest of each name is kept, and the others are
 * counted. No name is lost altogether: a SHUTDOWN behind a flood arrives.
 */
final class EventQueue {
  static final int CAPACITY = 10_000;

  private final Consumer<QmpEvent> consumer;
  private final Consumer<String> closed;
  private final boolean heard;
  private final Queue<QmpEvent> waiting = new ArrayDeque<>();
  private final Map<String, QmpEvent> newestByName = new LinkedHashMap<>();
  private @Nullable String endReason;
  private long dropped;

  EventQueue(Consumer<QmpEvent> consumer, Consumer<String> closed) {
    this(consumer, closed, true);
  }

  private EventQueue(Consumer<QmpEvent> consumer, Consumer<String> closed, boolean heard) {
    this.consumer = consumer;
    this.closed = closed;
    this.heard = heard;
  }

  /** One that forgets each event, for a connection that is there for its commands. */
  static EventQueue unheard() {
    return new EventQueue(event -> {}, reason -> {}, false);
  }

  void start() {
    if (!heard) {
      return;
    }
    Thread thread = new Thread(this::run, "qmp-events");
    thread.setDaemon(true);
    thread.start();
  }

  synchronized void add(QmpEvent event) {
    if (!heard) {
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
    notifyAll();
  }

  /** No event follows. */
  synchronized void end(String reason) {
    endReason = reason;
    notifyAll();
  }

  synchronized long dropped() {
    return dropped;
  }

  private void run() {
    try {
      for (QmpEvent event = next(); event != null; event = next()) {
        guarded(consumer, event);
      }
      guarded(closed, endReason());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** A consumer's bug must be seen, and must not cost the events after it. */
  private static <T> void guarded(Consumer<T> consumer, T value) {
    try {
      consumer.accept(value);
    } catch (RuntimeException bug) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
    }
  }

  private synchronized String endReason() {
    return String.valueOf(endReason);
  }

  private synchronized @Nullable QmpEvent next() throws InterruptedException {
    while (true) {
      QmpEvent event = waiting.poll();
      if (event != null) {
        return event;
      }
      Iterator<QmpEvent> newest = newestByName.values().iterator();
      if (newest.hasNext()) {
        event = newest.next();
        newest.remove();
        return event;
      }
      if (endReason != null) {
        return null;
      }
      wait();
    }
  }
}
