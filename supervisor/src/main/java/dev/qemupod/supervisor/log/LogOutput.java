package dev.qemupod.supervisor.log;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The container's stderr for whoever must not wait for it.
 *
 * <p>A container runtime or a log collector that stops reading fills the pipe and blocks the next
 * write: of the event loop, which would then neither stop the VM nor answer a probe. So a thread
 * writes, what waits is bounded, and beyond that the oldest is dropped; the end of the log, which
 * says why it all ended, is kept for last and waited for by {@link #drain}.
 */
public final class LogOutput {
  private static final int MOST_WAITING = 256 << 10;

  private final BytePump pump;
  private final PrintStream stream;
  private boolean started;
  private volatile Consumer<String> notes = note -> {};

  /** An output to this stream, which may block. */
  public LogOutput(OutputStream stderr) {
    this.pump = new BytePump("the log", MOST_WAITING, stderr::write, note -> notes.accept(note));
    this.stream = new PrintStream(new Offering(), false, StandardCharsets.UTF_8);
  }

  /** What is written here is on its way. */
  public PrintStream stream() {
    return stream;
  }

  /** Tells this one, in a sentence, when some of the log was dropped. */
  public void notesTo(Consumer<String> newNotes) {
    notes = newNotes;
  }

  /** Bytes of the log that stderr did not take in time. */
  public long droppedBytes() {
    return pump.dropped();
  }

  /** Waits until everything is written; false if that took longer. */
  public boolean drain(Duration timeout) throws InterruptedException {
    stream.flush();
    return pump.drain(System.nanoTime() + timeout.toNanos());
  }

  private synchronized void offer(byte[] buffer, int offset, int length) {
    if (!started) {
      started = true;
      pump.start();
    }
    pump.offer(buffer, offset, length);
  }

  private final class Offering extends OutputStream {
    @Override
    public void write(int value) {
      byte[] single = {(byte) value};
      offer(single, 0, 1);
    }

    @Override
    public void write(byte[] buffer, int offset, int length) {
      offer(buffer, offset, length);
    }
  }
}
