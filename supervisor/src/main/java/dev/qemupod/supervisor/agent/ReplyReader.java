package dev.qemupod.supervisor.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * Reads an agent's lines with a bound on everything: the time and the bytes an answer may take, and
 * the length of a line. What it does not read stays in the guest, which has to wait.
 */
final class ReplyReader {
  /** Precedes the answer to {@code guest-sync-delimited}; no byte of JSON is like it. */
  static final int DELIMITER = 0xff;

  /** Far above any answer to a command of ours. */
  static final int LONGEST_LINE = 16 << 10;

  /** What may have piled up before an answer. */
  static final int MOST_BYTES = 256 << 10;

  private final Source source;
  private final ByteBuffer chunk = ByteBuffer.allocate(4096).limit(0);
  private final byte[] line = new byte[LONGEST_LINE];
  private long end;
  private int allowance;

  ReplyReader(Source source) {
    this.source = source;
  }

  /** Where the bytes come from. */
  @FunctionalInterface
  interface Source {
    /** How many bytes were read; 0: none came in time; -1: no more come. */
    int read(ByteBuffer buffer, Duration timeout) throws IOException;
  }

  /** The time and the bytes begin to count. */
  void begin(Duration timeout) {
    end = System.nanoTime() + timeout.toNanos();
    allowance = MOST_BYTES;
  }

  /** Skips everything up to the delimiter, which is read. */
  void skipToDelimiter() throws IOException {
    int next = next();
    while (next != DELIMITER) {
      next = next();
    }
  }

  /**
   * The next line that is not empty, without its end. What stands before a delimiter is the half of
   * an answer that never came to its end, and no part of it.
   */
  byte[] line() throws IOException {
    int length = 0;
    while (true) {
      int next = next();
      if (next == '\n' && length > 0) {
        return Arrays.copyOf(line, length);
      }
      if (next == '\n' || next == '\r') {
        continue;
      }
      if (next == DELIMITER) {
        length = 0;
        continue;
      }
      if (length == LONGEST_LINE) {
        throw new AgentException.Unusable(
            "sent a line of more than " + LONGEST_LINE + " bytes, which no answer has");
      }
      line[length++] = (byte) next;
    }
  }

  private int next() throws IOException {
    if (!chunk.hasRemaining()) {
      fill();
    }
    return chunk.get() & 0xff;
  }

  private void fill() throws IOException {
    if (allowance <= 0) {
      throw new AgentException.Unusable(
          "sent more than " + MOST_BYTES + " bytes without an answer among them");
    }
    long left = end - System.nanoTime();
    chunk.clear();
    int count = left <= 0 ? 0 : source.read(chunk, Duration.ofNanos(left));
    chunk.flip();
    if (count == 0) {
      throw new Late();
    }
    if (count < 0) {
      throw new AgentException.Disconnected("was closed");
    }
    allowance -= count;
  }

  /** No line in time. */
  static final class Late extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
