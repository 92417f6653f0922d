package dev.qemupod.supervisor.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts a stream of bytes into lines, each looked at in place and once. */
final class LineBuffer {
  private static final int USUAL = 16 << 10;

  private final int longestLine;
  private byte[] bytes = new byte[USUAL];
  private int filled;
  private int searched;

  LineBuffer(int longestLine) {
    this.longestLine = longestLine;
  }

  /** Takes a line, without its end. */
  @FunctionalInterface
  interface Sink {
    void line(byte[] buffer, int start, int length) throws IOException;
  }

  /**
   * Adds the bytes and gives every line that is whole now.
   *
   * @throws IOException if a line is longer than allowed, or from the sink
   */
  void feed(ByteBuffer chunk, Sink sink) throws IOException {
    int count = chunk.remaining();
    reserve(count);
    chunk.get(bytes, filled, count);
    filled += count;
    int start = 0;
    while (searched < filled) {
      if (bytes[searched++] == '\n') {
        int length = searched - 1 - start;
        checkLength(length);
        if (length > 0 && bytes[searched - 2] == '\r') {
          length--;
        }
        sink.line(bytes, start, length);
        start = searched;
      }
    }
    checkLength(filled - start);
    discard(start);
  }

  private void checkLength(int length) throws IOException {
    if (length > longestLine) {
      throw new IOException("a line longer than " + longestLine + " bytes");
    }
  }

  /** Never more than the longest line and a chunk, since no longer a line is kept. */
  private void reserve(int count) {
    if (filled + count > bytes.length) {
      int doubled = (int) Math.min(longestLine, 2L * bytes.length);
      bytes = Arrays.copyOf(bytes, Math.max(doubled, filled + count));
    }
  }

  private void discard(int start) {
    if (start > 0) {
      System.arraycopy(bytes, start, bytes, 0, filled - start);
      filled -= start;
      if (bytes.length > USUAL && filled <= USUAL) {
        bytes = Arrays.copyOf(bytes, USUAL);
      }
    }
    searched = filled;
  }

  /** Whether a line has begun and not ended. */
  boolean midLine() {
    return filled > 0;
  }
}
