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

  /** Far above the usual answers. */
  static final int LONGEST_LINE = 16 << 10;

  /** For lists: a guest that runs a hundred containers has as many interfaces, of 700 bytes. */
  static final int LONGEST_LIST = 128 << 10;

  /** What may have piled up before an answer. */
  static final int MOST_BYTES = 256 << 10;

  private final Source source;
  private final ByteBuffer chunk = ByteBuffer.allocate(4096).limit(0);
  private byte[] line = new byte[LONGEST_LINE];
  private int longest = LONGEST_LINE;
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
    begin(timeout, LONGEST_LINE);
  }

  /**
   * The same for an answer of another length.
   *
   * @param longestLine bytes
   */
  void begin(Duration timeout, int longestLine) {
    longest = longestLine;
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
        byte[] whole = Arrays.copyOf(line, length);
        forgetLength();
        return whole;
      }
      if (next == '\n' || next == '\r') {
        continue;
      }
      if (next == DELIMITER) {
        length = 0;
        continue;
      }
      if (length == longest) {
        forgetLength();
        throw new AgentException.Unusable(
            "sent a line of more than " + longest + " bytes, which no answer has");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, Math.min(longest, 2 * length));
      }
      line[length++] = (byte) next;
    }
  }

  /** A long line is rare, and its memory is not kept for the next one. */
  private void forgetLength() {
    if (line.length > LONGEST_LINE) {
      line = new byte[LONGEST_LINE];
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
