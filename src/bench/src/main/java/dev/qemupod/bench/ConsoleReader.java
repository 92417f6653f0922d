package dev.qemupod.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Reads the guest's console line by line and remembers when each came. */
final class ConsoleReader {
  private record Line(String text, long nanoTime) {}

  private final List<Line> lines = new ArrayList<>();

  /** Reads until the stream ends, on a thread of its own. */
  static ConsoleReader of(InputStream stream) {
    ConsoleReader reader = new ConsoleReader();
    Thread.ofPlatform().daemon().name("console").start(() -> reader.read(stream));
    return reader;
  }

  private void read(InputStream stream) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(stream, StandardCharsets.ISO_8859_1))) {
      for (String text = reader.readLine(); text != null; text = reader.readLine()) {
        add(new Line(text, System.nanoTime()));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized void add(Line line) {
    lines.add(line);
    notifyAll();
  }

  /** When this line was read; waits for it, empty if it does not come in time. */
  synchronized OptionalLong await(String text, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      for (Line line : lines) {
        if (line.text().equals(text)) {
          return OptionalLong.of(line.nanoTime());
        }
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return OptionalLong.empty();
      }
      wait(left);
    }
  }
}
