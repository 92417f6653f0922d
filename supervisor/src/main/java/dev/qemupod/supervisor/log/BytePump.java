package dev.qemupod.supervisor.log;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Passes bytes on to a sink that may block, without ever blocking who offers them.
 *
 * <p>What waits is bounded. If there is more, the oldest is dropped and counted: the last words
 * before a crash are worth more than the first of a flood.
 */
public final class BytePump {
  private static final int FIRST_SIZE = 4 << 10;
  private static final int LARGEST_WRITE = 8 << 10;

  private final String name;
  private final int capacity;
  private final Sink sink;
  private final Consumer<String> notes;
  private byte[] ring;
  private int head;
  private int size;
  private boolean writing;
  private boolean failed;
  private long dropped;
  private long noted;

  /**
   * A pump, not yet running.
   *
   * @param name of its thread, and of the bytes in a note: {@code console output}
   * @param capacity the most bytes that may wait
   * @param notes gets a sentence when bytes have been dropped and the sink takes some again, and
   *     when it failed
   */
  public BytePump(String name, int capacity, Sink sink, Consumer<String> notes) {
    this.name = name;
    this.capacity = capacity;
    this.sink = sink;
    this.notes = notes;
    this.ring = new byte[Math.min(FIRST_SIZE, capacity)];
  }

  /** Where bytes go; called on the pump's thread. */
  @FunctionalInterface
  public interface Sink {
    /** Takes the bytes; may block. */
    void write(byte[] buffer, int offset, int length) throws IOException;
  }

  /** Starts the thread. */
  public void start() {
    Thread thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes a copy of the bytes. Never blocks. */
  public synchronized void offer(byte[] buffer, int offset, int length) {
    if (failed) {
      dropped += length;
      return;
    }
    int skipped = Math.max(0, length - capacity);
    int count = length - skipped;
    grow(count);
    int excess = Math.max(0, size + count - ring.length);
    head = (head + excess) % ring.length;
    size -= excess;
    dropped += skipped + excess;
    int tail = (head + size) % ring.length;
    int first = Math.min(count, ring.length - tail);
    System.arraycopy(buffer, offset + skipped, ring, tail, first);
    System.arraycopy(buffer, offset + skipped + first, ring, 0, count - first);
    size += count;
    notifyAll();
  }

  private void grow(int count) {
    if (size + count > ring.length && ring.length < capacity) {
      int larger = Math.min(capacity, Math.max(2 * ring.length, size + count));
      byte[] bytes = new byte[larger];
      int kept = size;
      copyOut(bytes);
      ring = bytes;
      head = 0;
      size = kept;
    }
  }

  /** Moves as much as fits into the target, oldest first. */
  private int copyOut(byte[] target) {
    int count = Math.min(size, target.length);
    int first = Math.min(count, ring.length - head);
    System.arraycopy(ring, head, target, 0, first);
    System.arraycopy(ring, 0, target, first, count - first);
    head = (head + count) % ring.length;
    size -= count;
    return count;
  }

  /** How many bytes never reached the sink. */
  public synchronized long dropped() {
    return dropped;
  }

  /** Waits until the sink has taken all that was offered; false if it did not in time. */
  public synchronized boolean drain(long deadlineNanos) throws InterruptedException {
    while (!failed && (size > 0 || writing)) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }

  private void run() {
    byte[] chunk = new byte[Math.min(LARGEST_WRITE, capacity)];
    int count = 0;
    try {
      while (true) {
        count = take(chunk);
        sink.write(chunk, 0, count);
        noteDropped();
      }
    } catch (IOException failure) {
      fail(failure, count);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next bytes. */
  private synchronized int take(byte[] chunk) throws InterruptedException {
    writing = false;
    notifyAll();
    while (size == 0) {
      wait();
    }
    writing = true;
    return copyOut(chunk);
  }

  private void noteDropped() {
    long count;
    synchronized (this) {
      if (size > 0 || dropped == noted) {
        return;
      }
      count = dropped - noted;
      noted = dropped;
    }
    notes.accept(name + " was not taken for a while: its oldest " + count + " bytes were dropped");
  }

  private void fail(IOException failure, int inFlight) {
    synchronized (this) {
      failed = true;
      writing = false;
      dropped += inFlight + size;
      size = 0;
      ring = Arrays.copyOf(ring, 0);
      notifyAll();
    }
    notes.accept(name + " cannot be written and is dropped from now on: " + failure.getMessage());
  }
}
