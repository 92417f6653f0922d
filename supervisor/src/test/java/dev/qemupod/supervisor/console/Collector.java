package dev.qemupod.supervisor.console;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/** Remembers what was written, and lets a test wait for so much of it. */
final class Collector extends OutputStream {
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private boolean closed;

  @Override
  public synchronized void write(int value) {
    taken.write(value);
    notifyAll();
  }

  @Override
  public synchronized void write(byte[] buffer, int offset, int length) {
    taken.write(buffer, offset, length);
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  synchronized boolean closed() {
    return closed;
  }

  /** What was written, once it is at least that much. */
  synchronized byte[] await(int size) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (taken.size() < size) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("only " + taken.size() + " of " + size + " bytes");
      }
      wait(left);
    }
    return taken.toByteArray();
  }
}
