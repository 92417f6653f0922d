package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Matches replies with commands, and ends when what comes is not QMP.
 *
 * <p>An error that names no command ends it as well: which command failed cannot be known then, as
 * in qemu's own client (python/qemu/qmp/qmp_client.py). The reader thread never waits for anyone,
 * since qemu buffers without bound what is not read.
 */
final class QmpConnection {
  /** Far above the largest known reply, query-qmp-schema with 248 KB, and far below the heap. */
  static final int LONGEST_LINE = 2 << 20;

  /** jnr allocates as much for every read. */
  private static final int CHUNK = 16 << 10;

  private final QmpTransport transport;
  private final QmpObserver observer;
  private final EventQueue events;
  private final QmpParser parser = new QmpParser(LONGEST_LINE);
  private final CompletableFuture<QmpMessage> greeting = new CompletableFuture<>();
  private final Map<Long, CompletableFuture<QmpMessage>> pending = new ConcurrentHashMap<>();
  private final AtomicLong nextId = new AtomicLong(1);
  private final AtomicReference<@Nullable String> endReason = new AtomicReference<>();
  private final Thread reader;

  QmpConnection(QmpTransport transport, QmpObserver observer, EventQueue events) {
    this.transport = transport;
    this.observer = observer;
    this.events = events;
    this.reader = new Thread(this::read, "qmp-reader");
    this.reader.setDaemon(true);
  }

  void start() {
    reader.start();
  }

  boolean alive() {
    return endReason.get() == null;
  }

  QmpVersion greeting(Duration timeout) throws QmpException {
    Optional<QmpMessage> message = await(greeting, "greeting", timeout);
    if (message.isPresent() && message.get() instanceof QmpMessage.Greeting(QmpVersion version)) {
      return version;
    }
    throw new QmpException.Disconnected(
        "no greeting within " + timeout.toMillis() + " ms: another client may hold this monitor");
  }

  JsonNode execute(String command, JsonNode arguments, Duration timeout) throws QmpException {
    long end = System.nanoTime() + timeout.toNanos();
    long id = nextId.getAndIncrement();
    CompletableFuture<QmpMessage> reply = new CompletableFuture<>();
    pending.put(id, reply);
    try {
      send(parser.command(id, command, arguments), command, timeout);
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      Optional<QmpMessage> message = await(reply, command, left);
      if (message.isEmpty()) {
        throw new QmpException.TimedOut(command, timeout.toMillis());
      }
      return switch (message.get()) {
        case QmpMessage.Return success -> success.value();
        case QmpMessage.Failure failure ->
            throw new QmpException.CommandFailed(
                command, failure.errorClass(), failure.description());
        case QmpMessage.Greeting other -> throw new IllegalStateException(other.toString());
        case QmpMessage.Notification other -> throw new IllegalStateException(other.toString());
      };
    } finally {
      pending.remove(id);
    }
  }

  private void send(byte[] line, String command, Duration timeout) throws QmpException {
    try {
      if (!transport.write(line, timeout)) {
        throw new QmpException.TimedOut(command, timeout.toMillis());
      }
    } catch (QmpException failure) {
      throw failure;
    } catch (IOException failure) {
      end("cannot write: " + failure.getMessage());
      throw new QmpException.Disconnected(reason());
    } catch (InterruptedException interrupted) {
      throw interrupted(command);
    }
  }

  private Optional<QmpMessage> await(
      CompletableFuture<QmpMessage> answer, String what, Duration timeout) throws QmpException {
    if (!alive()) {
      // It may have ended before the answer was registered as pending, with nobody to fail it.
      answer.cancel(false);
    }
    try {
      return Optional.of(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException | java.util.concurrent.CancellationException ended) {
      throw new QmpException.Disconnected(reason());
    } catch (InterruptedException interrupted) {
      throw interrupted(what);
    }
  }

  private static QmpException interrupted(String what) {
    Thread.currentThread().interrupt();
    return new QmpException.Disconnected("interrupted while waiting for " + what);
  }

  private String reason() {
    return String.valueOf(endReason.get());
  }

  /** Ends it for the reason, unless it has ended for another. */
  void end(String reason) {
    if (endReason.compareAndSet(null, reason)) {
      transport.shutdown();
    }
  }

  /** Waits until the reader is done, so that the process can end without waiting for it. */
  void awaitReader(Duration timeout) {
    if (Thread.currentThread() == reader) {
      return;
    }
    try {
      reader.join(timeout);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    String reason = "reader failed";
    try {
      readToTheEnd();
      reason = "qemu closed it";
    } catch (IOException | RuntimeException failure) {
      reason = "unusable: " + failure.getMessage();
    } catch (OutOfMemoryError huge) {
      reason = "a reply is too large for this process's memory";
    } finally {
      end(reason);
      transport.release();
      greeting.cancel(false);
      pending.values().forEach(answer -> answer.cancel(false));
      events.end(reason());
    }
  }

  private void readToTheEnd() throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    LineBuffer lines = new LineBuffer(LONGEST_LINE);
    while (transport.read(chunk) > 0) {
      chunk.flip();
      lines.feed(chunk, this::handle);
      chunk.clear();
    }
    if (lines.midLine()) {
      throw new IOException("qemu closed it in the middle of a message");
    }
  }

  private void handle(byte[] buffer, int start, int length) throws IOException {
    if (length == 0) {
      return;
    }
    switch (parser.message(buffer, start, length)) {
      case QmpMessage.Greeting message -> greeting.complete(message);
      case QmpMessage.Return message -> answer(message.id(), message);
      case QmpMessage.Failure message -> {
        if (message.id().isEmpty()) {
          throw new IOException("an error without id: " + message.description());
        }
        answer(message.id(), message);
      }
      case QmpMessage.Notification message -> {
        observer.event(message.event().name());
        events.add(message.event());
      }
    }
  }

  /** An id nobody waits for belongs to a command that has timed out. */
  private void answer(OptionalLong id, QmpMessage message) {
    CompletableFuture<QmpMessage> waiting = pending.remove(id.orElse(0));
    if (waiting != null) {
      waiting.complete(message);
    }
  }
}
