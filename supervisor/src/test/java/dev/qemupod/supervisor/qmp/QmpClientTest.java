package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class QmpClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir private Path directory;
  private Path socket = Path.of("unset");
  private final List<FakeQmpServer> servers = new ArrayList<>();
  private final RecordingObserver observer = new RecordingObserver();
  private final List<QmpEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final CompletableFuture<String> closed = new CompletableFuture<>();

  @BeforeEach
  void placeSocket() {
    socket = directory.resolve("qmp.sock");
  }

  /** Each test closes its client, so the script comes to its end. */
  @AfterEach
  void checkServer() throws Exception {
    for (FakeQmpServer server : servers) {
      server.awaitScript();
      server.close();
    }
  }

  private void serve(FakeQmpServer.Script script) throws IOException {
    servers.add(new FakeQmpServer(socket, script));
  }

  private QmpClient connect() throws QmpException {
    return connect(PATIENCE);
  }

  private QmpClient connect(Duration deadline) throws QmpException {
    return QmpClient.connect(socket, deadline, observer, events::add, closed::complete);
  }

  private String closedReason() throws Exception {
    return closed.get(30, TimeUnit.SECONDS);
  }

  @Test
  void negotiatesWithoutOutOfBandAndTellsTheVersion() throws Exception {
    serve(
        session -> {
          session.negotiate();
          session.awaitClient();
        });
    QmpClient client = connect();
    assertEquals(new QmpVersion(7, 2, 22, "Debian 1:7.2+dfsg-7"), client.version());
    assertTrue(client.connected());
    client.close();
    assertFalse(client.connected());
    assertEquals("closed by the supervisor", closedReason());
    assertEquals(List.of("qmp_capabilities SUCCESS"), observer.commands);
  }

  @Test
  void aConnectionForCommandsAloneObservesEventsAndKeepsNone() throws Exception {
    serve(
        session -> {
          session.negotiate();
          JsonNode request = session.receive();
          for (int event = 0; event < EventQueue.CAPACITY + 2; event++) {
            session.event("RTC_CHANGE", "{}");
          }
          session.reply(request, "{}");
          session.awaitClient();
        });
    try (QmpClient client = QmpClient.connect(socket, PATIENCE, observer)) {
      client.execute("stop", PATIENCE);
      assertEquals(EventQueue.CAPACITY + 2, observer.events.get());
      assertEquals(0, client.eventsDropped());
    }
  }

  @Test
  void waitsForASocketThatIsMadeLaterAndAGreetingThatComesLater() throws Exception {
    CompletableFuture<QmpClient> connecting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return connect();
              } catch (QmpException failure) {
                throw new IllegalStateException(failure);
              }
            });
    CountDownLatch accepted = new CountDownLatch(1);
    CountDownLatch greet = new CountDownLatch(1);
    serve(
        session -> {
          accepted.countDown();
          greet.await();
          session.negotiate();
          session.awaitClient();
        });
    assertTrue(accepted.await(30, TimeUnit.SECONDS));
    assertFalse(connecting.isDone());
    greet.countDown();
    connecting.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void aMonitorThatIsBusyWithAnotherClientNeverGreets() throws Exception {
    serve(FakeQmpServer.Session::awaitClient);
    QmpException failure = assertThrows(QmpException.Disconnected.class, () -> connect(SHORT));
    assertTrue(message(failure).contains("another client may hold"), failure::getMessage);
    assertFalse(closed.isDone());
  }

  @Test
  void aSocketThatNeverAppearsIsGivenUp() {
    QmpException failure = assertThrows(QmpException.Disconnected.class, () -> connect(SHORT));
    assertTrue(message(failure).contains(socket.toString()), failure::getMessage);
  }

  @Test
  void aPathThatFitsNoSocketIsNamed() {
    socket = directory.resolve("x".repeat(120));
    QmpException failure = assertThrows(QmpException.Disconnected.class, () -> connect(SHORT));
    assertTrue(message(failure).contains("at most 107 bytes"), failure::getMessage);
  }

  @Test
  void refusesAQemuThatIsTooOldWithTheFix() throws Exception {
    String greeting = FakeQmpServer.GREETING.replace("\"major\": 7", "\"major\": 6");
    serve(
        session -> {
          session.send(greeting);
          session.awaitClient();
        });
    QmpException failure = assertThrows(QmpException.UnsupportedVersion.class, this::connect);
    assertEquals(
        "qemu 6.2.22 is too old: qemu-pod needs 7.2.0 or newer; install one, or set QEMU_BIN to"
            + " one",
        failure.getMessage());
  }

  @Test
  void acceptsAQemuNewerThanAnyTested() throws Exception {
    String greeting = FakeQmpServer.GREETING.replace("\"major\": 7", "\"major\": 12");
    serve(
        session -> {
          session.negotiate(greeting);
          session.awaitClient();
        });
    try (QmpClient client = connect()) {
      assertTrue(client.version().newerThanTested());
    }
  }

  @Test
  void anErrorReplyCarriesItsClass() throws Exception {
    serve(
        session -> {
          session.negotiate();
          session.fail(session.receive(), "DeviceNotActive", "No balloon device");
          session.awaitClient();
        });
    try (QmpClient client = connect()) {
      QmpException.CommandFailed failure =
          assertThrows(
              QmpException.CommandFailed.class, () -> client.execute("query-balloon", PATIENCE));
      assertEquals("DeviceNotActive", failure.errorClass());
      assertEquals(
          "QMP query-balloon failed: DeviceNotActive: No balloon device", failure.getMessage());
      assertEquals("query-balloon ERROR", observer.commands.getLast());
    }
  }

  @Test
  void silenceTimesOutAndTheLateReplyHarmsNobody() throws Exception {
    serve(
        session -> {
          session.negotiate();
          JsonNode first = session.receive();
          JsonNode second = session.receive();
          session.reply(first, "\"late\"");
          session.reply(second, "\"right\"");
          session.awaitClient();
        });
    try (QmpClient client = connect()) {
      assertThrows(QmpException.TimedOut.class, () -> client.execute("first", SHORT));
      assertEquals("right", client.execute("second", PATIENCE).asText());
      assertEquals(
          List.of("qmp_capabilities SUCCESS", "first TIMEOUT", "second SUCCESS"),
          observer.commands);
    }
  }

  @Test
  void repliesNobodyWaitsForAreIgnored() throws Exception {
    serve(
        session -> {
          session.negotiate();
          JsonNode request = session.receive();
          session.send("{\"return\": 1, \"id\": 987654}");
          session.send("{\"return\": 2, \"id\": {\"a\": [1]}}");
          session.send("{\"return\": 3}");
          session.send("");
          session.reply(request, "\"right\"");
          session.reply(request, "\"again\"");
          session.reply(session.receive(), "\"next\"");
          session.awaitClient();
        });
    try (QmpClient client = connect()) {
      assertEquals("right", client.execute("one", PATIENCE).asText());
      assertEquals("next", client.execute("two", PATIENCE).asText());
    }
  }

  @Test
  void takesAReplySixTimesTheLargestKnown() throws Exception {
    int length = 3 << 19;
    serve(
        session -> {
          session.negotiate();
          session.reply(session.receive(), '"' + "x".repeat(length) + '"');
          session.reply(session.receive(), "{}");
          session.awaitClient();
        });
    try (QmpClient client = connect()) {
      assertEquals(length, client.execute("huge", PATIENCE).asText().length());
      client.execute("small", PATIENCE);
    }
  }

  @Test
  void argumentsArriveAsTheyAre() throws Exception {
    JsonNode arguments =
        JsonNodeFactory.instance.objectNode().put("path", "/a,b\"\n\u00e4").put("value", 5);
    serve(
        session -> {
          session.negotiate();
          JsonNode request = session.receive();
          session.reply(request, request.path("arguments").toString());
          session.awaitClient();
        });
    try (QmpClient client = connect()) {
      assertEquals(arguments, client.execute("echo", arguments, PATIENCE));
    }
  }

  @Test
  void eventsComeInOrderBetweenRepliesAndTheEndComesLast() throws Exception {
    serve(
        session -> {
          session.negotiate();
          JsonNode request = session.receive();
          session.event("STOP", "{}");
          session.event("RESET", "{\"guest\": true, \"reason\": \"guest-reset\"}");
          session.reply(request, "{}");
          session.send("{\"event\": \"SHUTDOWN\"}");
        });
    try (QmpClient client = connect()) {
      client.execute("stop", PATIENCE);
      assertEquals("qemu closed it", closedReason());
      assertEquals(
          List.of("STOP", "RESET", "SHUTDOWN"), events.stream().map(QmpEvent::name).toList());
      assertEquals("guest-reset", events.get(1).text("reason"));
      assertTrue(events.get(1).flag("guest"));
      assertEquals(Instant.ofEpochSecond(1_700_000_000L, 250_000_000L), events.get(0).timestamp());
      assertEquals(Instant.EPOCH, events.get(2).timestamp());
      assertEquals(3, observer.events.get());
    }
  }

  @Test
  void manyThreadsEachGetTheirOwnReplies() throws Exception {
    int threads = 8;
    int commands = 500;
    serve(
        session -> {
          session.negotiate();
          for (int count = 0; count < threads * commands; count++) {
            JsonNode request = session.receive();
            session.reply(request, request.path("arguments").toString());
          }
          session.awaitClient();
        });
    try (QmpClient client = connect()) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int base = thread * commands;
        running.add(
            CompletableFuture.runAsync(
                () -> echo(client, base, commands), Thread::startVirtualThread));
      }
      for (CompletableFuture<Void> thread : running) {
        thread.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private static void echo(QmpClient client, int base, int commands) {
    for (int number = base; number < base + commands; number++) {
      try {
        JsonNode arguments = JsonNodeFactory.instance.objectNode().put("number", number);
        assertEquals(arguments, client.execute("echo", arguments, PATIENCE));
      } catch (QmpException failure) {
        throw new IllegalStateException(failure);
      }
    }
  }

  @Test
  void closingFailsTheCommandThatWaits() throws Exception {
    CountDownLatch received = new CountDownLatch(1);
    serve(
        session -> {
          session.negotiate();
          session.receive();
          received.countDown();
          session.awaitClient();
        });
    QmpClient client = connect();
    CompletableFuture<JsonNode> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return client.execute("query-status", PATIENCE);
              } catch (QmpException failure) {
                throw new IllegalStateException(failure);
              }
            });
    assertTrue(received.await(30, TimeUnit.SECONDS));
    client.close();
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> waiting.get(30, TimeUnit.SECONDS));
    Throwable cause = failure.getCause();
    assertInstanceOf(QmpException.Disconnected.class, cause == null ? null : cause.getCause());
    assertEquals("query-status DISCONNECT", observer.commands.getLast());
    assertThrows(QmpException.Disconnected.class, () -> client.execute("query-status", PATIENCE));
  }

  private static String message(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }
}
