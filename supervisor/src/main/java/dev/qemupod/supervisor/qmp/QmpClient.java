package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * A negotiated QMP connection, for any number of threads.
 *
 * <p>Out-of-band execution is not negotiated: only migration and yank have use for it. Nothing
 * reconnects by itself, since the events in between are lost and the owner has to ask for the state
 * anew.
 */
public final class QmpClient implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final QmpConnection connection;
  private final QmpObserver observer;
  private final EventQueue events;
  private final QmpVersion version;

  private QmpClient(
      QmpConnection connection, QmpObserver observer, EventQueue events, QmpVersion version) {
    this.connection = connection;
    this.observer = observer;
    this.events = events;
    this.version = version;
  }

  /**
   * Waits for the socket, connects and negotiates.
   *
   * @param deadline for all of it; a monitor that is busy with another client does not greet
   * @param observer is told of every command and event
   * @param events gets the events in order, one at a time
   * @param closed is told once why the connection ended, after the last event; not called if this
   *     method throws
   */
  public static QmpClient connect(
      Path socket,
      Duration deadline,
      QmpObserver observer,
      QmpEvents events,
      Consumer<String> closed)
      throws QmpException {
    return connect(socket, deadline, observer, new EventQueue(events, closed));
  }

  /** The same for commands alone: its events are observed, and nothing else. */
  public static QmpClient connect(Path socket, Duration deadline, QmpObserver observer)
      throws QmpException {
    return connect(socket, deadline, observer, EventQueue.unheard());
  }

  private static QmpClient connect(
      Path socket, Duration deadline, QmpObserver observer, EventQueue queue) throws QmpException {
    long end = System.nanoTime() + deadline.toNanos();
    QmpConnection connection =
        new QmpConnection(QmpConnector.open(socket, deadline), observer, queue);
    connection.start();
    boolean negotiated = false;
    try {
      QmpVersion version = connection.greeting(until(end));
      if (!version.supported()) {
        throw new QmpException.UnsupportedVersion(version);
      }
      QmpClient client = new QmpClient(connection, observer, queue, version);
      client.execute("qmp_capabilities", until(end));
      queue.start();
      negotiated = true;
      return client;
    } finally {
      if (!negotiated) {
        connection.end("not negotiated");
        connection.awaitReader(CLOSE_TIMEOUT);
      }
    }
  }

  private static Duration until(long end) {
    return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
  }

  /** qemu's version. */
  public QmpVersion version() {
    return version;
  }

  /** Whether commands can be executed still. */
  public boolean connected() {
    return connection.alive();
  }

  /** How many events were dropped because their consumer was too slow. */
  public long eventsDropped() {
    return events.dropped();
  }

  /** Executes a command without arguments. */
  public JsonNode execute(String command, Duration timeout) throws QmpException {
    return execute(command, JsonNodeFactory.instance.objectNode(), timeout);
  }

  /**
   * Executes a command.
   *
   * @param arguments an object
   * @return the value it returned
   */
  public JsonNode execute(String command, JsonNode arguments, Duration timeout)
      throws QmpException {
    long started = System.nanoTime();
    QmpObserver.Outcome outcome = QmpObserver.Outcome.DISCONNECT;
    try {
      JsonNode value = connection.execute(command, arguments, timeout);
      outcome = QmpObserver.Outcome.SUCCESS;
      return value;
    } catch (QmpException.CommandFailed failure) {
      outcome = QmpObserver.Outcome.ERROR;
      throw failure;
    } catch (QmpException.TimedOut failure) {
      outcome = QmpObserver.Outcome.TIMEOUT;
      throw failure;
    } finally {
      observer.command(command, System.nanoTime() - started, outcome);
    }
  }

  /** Ends the connection; commands that wait fail. qemu goes on. */
  @Override
  public void close() {
    connection.end("closed by the supervisor");
    connection.awaitReader(CLOSE_TIMEOUT);
  }
}
