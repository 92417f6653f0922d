package dev.qemupod.supervisor.agent;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts what a guest writes into lines, of bounded length: a longer one is left out whole, since the
 * half of a JSON object is worth nothing.
 */
final class JournalLines {
  /** journalctl leaves out fields of more than 4096 bytes; an entry has some forty of them. */
  static final int LONGEST_LINE = 64 << 10;

  private final byte[] line = new byte[LONGEST_LINE];
  private int length;

  /** What takes the lines. */
  @FunctionalInterface
  interface Sink {
    /** Takes one, without its end; false: no more are wanted. */
    boolean line(byte[] line);
  }

  /** Takes bytes; false if the sink wants no more, and what follows was dropped. */
  boolean feed(ByteBuffer bytes, Sink sink) {
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == '\n') {
        boolean whole = length <= LONGEST_LINE;
        byte[] ended = whole ? Arrays.copyOf(line, length) : new byte[0];
        length = 0;
        if (whole && !sink.line(ended)) {
          return false;
        }
      } else if (length < LONGEST_LINE) {
        line[length] = next;
        length++;
      } else {
        length = LONGEST_LINE + 1;
      }
    }
    return true;
  }
}
