package dev.qemupod.supervisor.console;

import dev.qemupod.supervisor.log.BytePump;
import dev.qemupod.supervisor.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins qemu's stdio, which is the guest's serial console, with the container's, byte-true both
 * ways.
 *
 * <p>qemu is never blocked: what the container's stdout does not take is dropped and counted. The
 * end of the container's stdin, as when {@code kubectl attach} leaves, does not reach the guest.
 * The relay outlives a qemu: its successor is attached in turn.
 */
public final class ConsoleRelay {
  private static final int MOST_WAITING = 1 << 20;
  private static final int MOST_WAITING_FOR_LISTENERS = 256 << 10;
  private static final int CHUNK = 16 << 10;
  private static final Duration PREDECESSOR_TIMEOUT = Duration.ofSeconds(5);

  private final InputStream containerIn;
  private final BytePump toContainer;
  private final BytePump toListeners;
  private final AtomicBoolean heard = new AtomicBoolean();
  private final List<ConsoleListener> listeners = new CopyOnWriteArrayList<>();
  private final Object attachment = new Object();
  private final AtomicReference<@Nullable OutputStream> guestIn = new AtomicReference<>();
  private @Nullable Thread guestReader;

  /**
   * A relay, not yet running.
   *
   * @param containerIn the container's stdin, unbuffered
   * @param containerOut the container's stdout, unbuffered
   * @param notes gets a sentence for the log when output was dropped or cannot be written
   */
  public ConsoleRelay(InputStream containerIn, OutputStream containerOut, Consumer<String> notes) {
    this.containerIn = containerIn;
    BytePump.Sink sink =
        (buffer, offset, length) -> {
          containerOut.write(buffer, offset, length);
          containerOut.flush();
        };
    this.toContainer = new BytePump("console output", MOST_WAITING, sink, notes);
    this.toListeners =
        new BytePump("console matching", MOST_WAITING_FOR_LISTENERS, this::tellListeners, notes);
  }

  /** Starts the threads. */
  public void start() {
    toContainer.start();
    Thread reader = new Thread(this::relayInput, "console input");
    reader.setDaemon(true);
    reader.start();
  }

  /** Relays this qemu's stdio from now on. */
  public void attach(ChildProcess qemu) {
    attach(qemu.stdout(), qemu.stdin());
  }

  /** Relays these from now on, after what its predecessor has written. */
  public void attach(InputStream newGuestOut, OutputStream newGuestIn) {
    synchronized (attachment) {
      Thread predecessor = guestReader;
      Thread reader = new Thread(() -> relayOutput(newGuestOut, predecessor), "console reader");
      reader.setDaemon(true);
      guestReader = reader;
      guestIn.set(newGuestIn);
      attachment.notifyAll();
      reader.start();
    }
  }

  /** Tells the listener of all output from now on, on a thread that the first listener starts. */
  public void addListener(ConsoleListener listener) {
    if (heard.compareAndSet(false, true)) {
      toListeners.start();
    }
    listeners.add(listener);
  }

  /** Tells it no more. */
  public void removeListener(ConsoleListener listener) {
    listeners.remove(listener);
  }

  private void relayOutput(InputStream guestOut, @Nullable Thread predecessor) {
    byte[] buffer = new byte[CHUNK];
    try {
      if (predecessor != null) {
        predecessor.join(PREDECESSOR_TIMEOUT);
      }
      for (int count = guestOut.read(buffer); count >= 0; count = guestOut.read(buffer)) {
        toContainer.offer(buffer, 0, count);
        if (!listeners.isEmpty()) {
          toListeners.offer(buffer, 0, count);
        }
      }
    } catch (IOException closed) {
      // The process is gone and its pipe with it: the same as the end.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellListeners(byte[] buffer, int offset, int length) {
    for (ConsoleListener listener : listeners) {
      listener.output(buffer, offset, length);
    }
  }

  private void relayInput() {
    byte[] buffer = new byte[CHUNK];
    try {
      for (int count = containerIn.read(buffer); count >= 0; count = containerIn.read(buffer)) {
        writeToGuest(buffer, count);
      }
    } catch (IOException gone) {
      // A terminal that hung up: the same as its end.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeToGuest(byte[] buffer, int count) throws InterruptedException {
    OutputStream target = awaitGuest();
    try {
      target.write(buffer, 0, count);
      target.flush();
    } catch (IOException ended) {
      guestIn.compareAndSet(target, null);
    }
  }

  private OutputStream awaitGuest() throws InterruptedException {
    synchronized (attachment) {
      while (true) {
        OutputStream target = guestIn.get();
        if (target != null) {
          return target;
        }
        attachment.wait();
      }
    }
  }

  /** Bytes the guest wrote that the container's stdout did not take. */
  public long droppedBytes() {
    return toContainer.dropped();
  }

  /**
   * After qemu's end, waits until everything it wrote has been written out and told to the
   * listeners; false if that took longer.
   */
  public boolean drain(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Thread reader;
    synchronized (attachment) {
      reader = guestReader;
    }
    boolean ended = reader == null || reader.join(timeout);
    return ended && toContainer.drain(deadline) && toListeners.drain(deadline);
  }
}
