package dev.qemupod.supervisor.agent;

import dev.qemupod.supervisor.qmp.QemuSocket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Reads the journal that a guest writes when its first boot failed, for one thread. Everything is
 * bounded: what a guest writes on this channel is foreign.
 */
public final class IgnitionJournal implements AutoCloseable {
  /** The journal of an initramfs has some thousand entries of 1 to 2 KB. */
  static final int MOST_BYTES = 32 << 20;

  /** A guest that has begun to tell and is silent for this long is taken to be done. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(1);

  private final Source source;
  private final Optional<QemuSocket> socket;
  private final Duration silence;

  /** One that reads from anywhere. */
  IgnitionJournal(Source source, Duration silence) {
    this.source = source;
    this.socket = Optional.empty();
    this.silence = silence;
  }

  private IgnitionJournal(QemuSocket socket) {
    this.source = socket::read;
    this.socket = Optional.of(socket);
    this.silence = SILENCE;
  }

  /** Connects at once, or not. */
  public static IgnitionJournal connect(Path socket) throws IOException {
    return new IgnitionJournal(QemuSocket.connect(socket, WRITE_TIMEOUT));
  }

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Source {
    /** How many bytes were read; 0: none came in time; -1: no more come. */
    int read(ByteBuffer buffer, Duration timeout) throws IOException;
  }

  /**
   * What was told.
   *
   * @param failure empty: nothing was, or that all is well
   * @param tooMuch whether the guest told more than any journal has, and is not to be heard again
   */
  public record Told(Optional<IgnitionFailure> failure, boolean tooMuch) {}

  /** Waits for the guest to begin, however long, and returns when it is done. */
  public Told read() {
    FailureNotes notes = new FailureNotes();
    boolean tooMuch = listen(notes);
    return new Told(notes.begun() ? Optional.of(notes.failure()) : Optional.empty(), tooMuch);
  }

  /** Whether it was too much. */
  private boolean listen(FailureNotes notes) {
    JournalLines lines = new JournalLines();
    ByteBuffer chunk = ByteBuffer.allocate(16 << 10);
    long bytes = 0;
    while (bytes <= MOST_BYTES) {
      chunk.clear();
      int count = read(chunk);
      boolean silent = count == 0 && bytes > 0;
      if (count < 0 || silent) {
        return false;
      }
      bytes += count;
      if (!lines.feed(chunk.flip(), notes::take)) {
        return false;
      }
    }
    return true;
  }

  /** A channel that breaks has ended: qemu is gone, or the guest was reset. */
  private int read(ByteBuffer chunk) {
    try {
      return source.read(chunk, silence);
    } catch (IOException broken) {
      return -1;
    }
  }

  /** Ends what another thread is waiting for; that thread has to close it still. */
  public void interrupt() {
    if (socket.isPresent()) {
      socket.get().interrupt();
    }
  }

  @Override
  public void close() {
    if (socket.isPresent()) {
      socket.get().close();
    }
  }
}
