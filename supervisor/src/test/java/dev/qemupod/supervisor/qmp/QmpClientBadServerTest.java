package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is not QMP, and what comes too fast or not at all. */
@Timeout(120)
class QmpClientBadServerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final RecordingObserver observer = new RecordingObserver();
  private final CompletableFuture<String> closed = new CompletableFuture<>();

  private Path socket() {
    return directory.resolve("qmp.sock");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          garbage                                                          |unusable
          {"execute": }                                                    |unusable
          {}                                                               |neither greeting
          []                                                               |neither greeting
          {"return": {}, "id": 2}{"return": {}, "id": 3}                   |unusable
          {"return": "\\xff", "id": 2}                                     |unusable
          {"error": {"class": "GenericError", "desc": "JSON parse error"}} |JSON parse error
          """)
  void aLineThatIsNotOneMessageEndsTheConnectionAndFailsWhoWaits(String line, String reason)
      throws Exception {
    byte[] bytes = (line.replace("\\xff", "\u00ff") + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    expectEnd(bytes, reason);
  }

  @Test
  void aReplyThatWouldFillTheHeapIsNotTaken() throws Exception {
    byte[] endless = new byte[QmpConnection.LONGEST_LINE + 1];
    Arrays.fill(endless, (byte) ' ');
    expectEnd(endless, "a line longer than");
  }

  @Test
  void halfAMessageAndTheEndAreTold() throws Exception {
    expectEnd("{\"return\": {".getBytes(StandardCharsets.US_ASCII), "in the middle of a message");
  }

  @Test
  void theEndIsTold() throws Exception {
    expectEnd(new byte[0], "qemu closed it");
  }

  private void expectEnd(byte[] bytes, String reason) throws Exception {
    try (FakeQmpServer server =
            new FakeQmpServer(
                socket(),
                session -> {
                  session.negotiate();
                  session.receive();
                  session.sendBytes(bytes);
                });
        QmpClient client =
            QmpClient.connect(socket(), PATIENCE, observer, event -> {}, closed::complete)) {
      QmpException failure =
          assertThrows(
              QmpException.Disconnected.class, () -> client.execute("query-status", PATIENCE));
      assertTrue(String.valueOf(failure.getMessage()).contains(reason), failure::getMessage);
      assertTrue(closed.get(30, TimeUnit.SECONDS).contains(reason), () -> closed.join());
      assertEquals("query-status DISCONNECT", observer.commands.getLast());
      assertFalse(client.connected());
      server.awaitScript();
    }
  }

  @Test
  void aFloodOfEventsIsDrainedThoughTheirConsumerBlocks() throws Exception {
    int flood = 100_000;
    CountDownLatch release = new CountDownLatch(1);
    List<String> names = Collections.synchronizedList(new ArrayList<>());
    try (FakeQmpServer server =
            new FakeQmpServer(
                socket(),
                session -> {
                  session.negotiate();
                  for (int count = 0; count < flood; count++) {
                    session.event("RTC_CHANGE", "{\"offset\": " + count + "}");
                  }
                  session.event("SHUTDOWN", "{\"guest\": true, \"reason\": \"guest-shutdown\"}");
                  session.reply(session.receive(), "\"answered\"");
                });
        QmpClient client =
            QmpClient.connect(
                socket(),
                PATIENCE,
                observer,
                event -> {
                  awaitUninterrupted(release);
                  names.add(event.name() + event.text("offset"));
                },
                closed::complete)) {
      assertEquals("answered", client.execute("query-status", PATIENCE).asText());
      server.awaitScript();
      assertEquals(flood + 1, observer.events.get());
      release.countDown();
      closed.get(30, TimeUnit.SECONDS);
      assertEquals(flood + 1, names.size() + client.eventsDropped());
      assertTrue(names.size() <= EventQueue.CAPACITY + 3, () -> "kept " + names.size());
      assertEquals("RTC_CHANGE0", names.getFirst());
      assertEquals(
          List.of("RTC_CHANGE" + (flood - 1), "SHUTDOWN"),
          names.subList(names.size() - 2, names.size()));
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void aServerThatDoesNotReadBlocksNoWriterForEver() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (FakeQmpServer server = new FakeQmpServer(socket(), session -> done.await())) {
      QmpTransport transport = QmpTransport.open(socket(), Duration.ofMillis(50));
      byte[] command = new byte[1 << 20];
      Exception failure =
          assertThrows(java.io.IOException.class, () -> transport.write(command, PATIENCE));
      assertTrue(String.valueOf(failure.getMessage()).contains("not read"), failure::getMessage);
      transport.release();
      done.countDown();
      server.awaitScript();
    }
  }
}
