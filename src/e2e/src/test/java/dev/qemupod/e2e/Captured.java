package dev.qemupod.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Collects a stream and lets a test wait for what it must contain. */
final class Captured {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private boolean ended;

  /** Reads the stream to its end on a thread of its own. */
  static Captured of(InputStream in) {
    Captured captured = new Captured();
    Thread.ofVirtual().start(() -> captured.collect(in));
    return captured;
  }

  private void collect(InputStream in) {
    byte[] chunk = new byte[8192];
    try (in) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        append(chunk, count);
      }
    } catch (IOException closed) {
      byte[] why = ("\n[" + closed + "]").getBytes(StandardCharsets.UTF_8);
      append(why, why.length);
    } finally {
      end();
    }
  }

  private synchronized void append(byte[] chunk, int count) {
    bytes.write(chunk, 0, count);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Waits until the text was seen; false if the stream ended or the time is over. */
  synchronized boolean await(String text, Duration patience) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    while (!text().contains(text)) {
      long left = Duration.between(Instant.now(), deadline).toMillis();
      if (ended || left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Waits until the stream has ended. */
  synchronized boolean awaitEnd(Duration patience) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    while (!ended) {
      long left = Duration.between(Instant.now(), deadline).toMillis();
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /** Everything so far, a character a byte. */
  synchronized String text() {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }
}
