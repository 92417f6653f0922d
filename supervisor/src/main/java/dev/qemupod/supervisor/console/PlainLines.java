package dev.qemupod.supervisor.console;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Makes lines of plain text from a terminal's bytes: without escape sequences (ECMA-48, xterm's
 * ctlseqs) or control characters, so that a guest can neither hide text from a pattern with a
 * colour nor drive the terminal of someone who reads a report.
 *
 * <p>CR and LF both end a line, and empty lines are left out. A longer line than allowed is cut
 * into several.
 */
final class PlainLines {
  private static final int ESC = 0x1b;
  private static final int BEL = 0x07;

  /** After this many bytes a control string is taken for one that never ends. */
  private static final int LONGEST_STRING = 4096;

  private final byte[] line;
  private final Consumer<String> sink;
  private int length;
  private State state = State.TEXT;
  private int stringLength;

  PlainLines(int longestLine, Consumer<String> sink) {
    this.line = new byte[longestLine];
    this.sink = sink;
  }

  /** Where in an escape sequence the stream is. */
  private enum State {
    TEXT,
    /** After ESC, or after intermediate bytes that follow it. */
    ESCAPE,
    /** After ESC [, before the final byte. */
    CONTROL_SEQUENCE,
    /** In an operating system command or the like, up to BEL or ESC \. */
    STRING
  }

  void feed(byte[] buffer, int offset, int count) {
    for (int index = offset; index < offset + count; index++) {
      accept(buffer[index] & 0xff);
    }
  }

  private void accept(int value) {
    if (value == '\n' || value == '\r') {
      state = State.TEXT;
      endLine();
    } else if (value == ESC) {
      state = State.ESCAPE;
    } else {
      state =
          switch (state) {
            case TEXT -> text(value);
            case ESCAPE -> escape(value);
            case CONTROL_SEQUENCE -> value >= 0x40 ? State.TEXT : State.CONTROL_SEQUENCE;
            case STRING ->
                value == BEL || ++stringLength > LONGEST_STRING ? State.TEXT : State.STRING;
          };
    }
  }

  private State text(int value) {
    if ((value >= ' ' && value != 0x7f) || value == '\t') {
      if (length == line.length) {
        endLine();
      }
      line[length++] = (byte) value;
    }
    return State.TEXT;
  }

  private State escape(int value) {
    stringLength = 0;
    return switch (value) {
      case '[' -> State.CONTROL_SEQUENCE;
      case ']', 'P', 'X', '^', '_' -> State.STRING;
      default -> value >= ' ' && value < '0' ? State.ESCAPE : State.TEXT;
    };
  }

  private void endLine() {
    if (length > 0) {
      String text = partial();
      length = 0;
      if (!text.isEmpty()) {
        sink.accept(text);
      }
    }
  }

  /** The line that has begun and not ended; empty if there is none. */
  String partial() {
    String text = new String(line, 0, length, StandardCharsets.UTF_8);
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i); // Half of a pair is no control character either.
      if (character == '\t' || !Character.isISOControl(character)) {
        plain.append(character);
      }
    }
    return plain.toString();
  }
}
