package dev.qemupod.supervisor.console;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines of a text, up to a number of lines and of bytes. */
final class LastLines {
  private final int mostLines;
  private final int mostBytes;
  private final Deque<String> lines = new ArrayDeque<>();
  private int bytes;

  LastLines(int mostLines, int mostBytes) {
    this.mostLines = mostLines;
    this.mostBytes = mostBytes;
  }

  synchronized void add(String line) {
    lines.add(line);
    bytes += size(line);
    while (lines.size() > mostLines || (bytes > mostBytes && lines.size() > 1)) {
      bytes -= size(lines.remove());
    }
  }

  /** Oldest first, with one more at the end if it is not empty. */
  synchronized List<String> withPartial(String partial) {
    LastLines copy = new LastLines(mostLines, mostBytes);
    lines.forEach(copy::add);
    if (!partial.isEmpty()) {
      copy.add(partial);
    }
    return List.copyOf(new ArrayList<>(copy.lines));
  }

  private static int size(String line) {
    return line.getBytes(StandardCharsets.UTF_8).length + 1;
  }
}
