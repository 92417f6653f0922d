package dev.qemupod.supervisor.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/** A stdout that takes nothing until it is released; remembers what it took. */
public final class BlockingSink extends OutputStream {
  public final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

  /** Lets it take what comes, and what has come. */
  public void release() {
    released.countDown();
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] buffer, int offset, int length) {
    entered.countDown();
    try {
      released.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
    synchronized (taken) {
      taken.write(buffer, offset, length);
    }
  }

  /** What it took. */
  public byte[] taken() {
    synchronized (taken) {
      return taken.toByteArray();
    }
  }
}
