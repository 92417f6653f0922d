package dev.qemupod.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** Reads the guest's console line by line and remembers when each of the latest came. */
final class ConsoleReader {
  /** More than one activity of a soak makes. */
  private static final int MOST_LINES = 20_000;

  private record Line(String text, long number, long nanoTime) {}

  private final Deque<Line> lines = new ArrayDeque<>();
  private long count;

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
        add(text);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private synchronized void add(String text) {
    lines.add(new Line(text, count, System.nanoTime()));
    count++;
    if (lines.size() > MOST_LINES) {
      lines.remove();
    }
    notifyAll();
  }

  /** How many lines have come. */
  synchronized long count() {
    return count;
  }

  /** The lines from this one on; only the latest are known. */
  synchronized List<String> linesFrom(long number) {
    return lines.stream().filter(line -> line.number() >= number).map(Line::text).toList();
  }

  /**
   * The first line from this one on that is so; waits for it, empty if it does not come in time.
   */
  synchronized Optional<String> awaitFrom(long number, Predicate<String> wanted, Duration patience)
      throws InterruptedException {
    return find(line -> line.number() >= number && wanted.test(line.text()), patience)
        .map(Line::text);
  }

  /** When this line was read; waits for it, empty if it does not come in time. */
  OptionalLong await(String text, Duration patience) throws InterruptedException {
    return await(text::equals, patience);
  }

  /** When the first line that is so was read; waits for it, empty if it does not come in time. */
  synchronized OptionalLong await(Predicate<String> wanted, Duration patience)
      throws InterruptedException {
    Optional<Line> found = find(line -> wanted.test(line.text()), patience);
    return found.isPresent() ? OptionalLong.of(found.get().nanoTime()) : OptionalLong.empty();
  }

  private Optional<Line> find(Predicate<Line> wanted, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<Line> found = lines.stream().filter(wanted).findFirst();
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (found.isPresent() || left <= 0) {
        return found;
      }
      wait(left);
    }
  }
}
