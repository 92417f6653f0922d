package dev.qemupod.supervisor.metrics;

import dev.qemupod.supervisor.qmp.QmpException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the samples' connection to qemu, and the bound on what one sample may wait for all answers
 * together.
 *
 * <p>Of one thread only, but for its end. A connection that timed out once is given up, since qemu
 * would send the late answers first; the next sample connects anew.
 */
final class QmpSession implements AutoCloseable {
  /** A question to qemu. */
  @FunctionalInterface
  interface Question<T> {
    /** Asks it. */
    T ask(QmpSource source, Duration timeout) throws IOException;
  }

  private final QmpSource.Connector connector;
  private volatile @Nullable QmpSource source;
  private volatile boolean ended;
  private long connectedPid;
  private boolean lost;
  private long deadline;

  QmpSession(QmpSource.Connector connector) {
    this.connector = connector;
  }

  /** Starts a sample: all its questions have this much time. */
  void begin(long pid, Duration budget) {
    if (pid != connectedPid) {
      disconnect();
    }
    connectedPid = pid;
    lost = false;
    deadline = System.nanoTime() + budget.toNanos();
  }

  /** The answer, in what is left of the sample's time. */
  <T> T ask(Path socket, Question<T> question) throws IOException {
    if (lost) {
      throw new QmpException.Disconnected("it failed before in this sample");
    }
    try {
      return question.ask(connected(socket), remaining());
    } catch (QmpException.CommandFailed e) {
      throw e;
    } catch (IOException e) {
      lost = true;
      disconnect();
      throw e;
    }
  }

  /** Ends the connection from any thread, a question that waits for its answer included. */
  @Override
  public void close() {
    ended = true;
    disconnect();
  }

  private void disconnect() {
    QmpSource current = source;
    source = null;
    if (current != null) {
      current.close();
    }
  }

  private QmpSource connected(Path socket) throws IOException {
    QmpSource current = source;
    if (current == null) {
      current = connector.connect(socket, remaining());
      source = current;
    }
    if (ended) {
      disconnect();
      throw new QmpException.Disconnected("closed by the supervisor");
    }
    return current;
  }

  private Duration remaining() throws IOException {
    long left = deadline - System.nanoTime();
    if (left <= 0) {
      throw new IOException("the time for QMP in one sample is used up");
    }
    return Duration.ofNanos(left);
  }
}
