package dev.qemupod.supervisor.console;

import java.util.List;

/** Remembers the end of the guest's console as plain text, for reports. */
public final class ConsoleTail implements ConsoleListener {
  private static final int LONGEST_LINE = 512;

  private final LastLines last;
  private final PlainLines lines;

  /** Keeps up to so many lines and bytes. */
  public ConsoleTail(int mostLines, int mostBytes) {
    last = new LastLines(mostLines, mostBytes);
    lines = new PlainLines(Math.min(LONGEST_LINE, mostBytes - 1), last::add);
  }

  @Override
  public synchronized void output(byte[] buffer, int offset, int length) {
    lines.feed(buffer, offset, length);
  }

  /** The lines, oldest first, a line that has not ended included. */
  public synchronized List<String> lines() {
    return last.withPartial(lines.partial());
  }
}
