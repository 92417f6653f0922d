package dev.qemupod.supervisor.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Over a real socket: nothing is lost or swapped, and nothing that is sent hangs the client. */
class QmpClientPropertyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a client saw until its connection ended. */
  private record Seen(String reply, List<String> events, String end) {}

  @Property(tries = 60)
  void eventsAndTheReplyArriveInOrderHoweverTheyAreCut(
      @ForAll("lines") List<String> before,
      @ForAll("lines") List<String> after,
      @ForAll("cuts") List<Integer> cuts)
      throws Exception {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    before.forEach(text -> sent.writeBytes(event(text)));
    sent.writeBytes(Bytes.of("{\"return\": {\"answer\": 42}, \"id\": 2}\r\n"));
    after.forEach(text -> sent.writeBytes(event(text)));
    Seen seen = converse(Bytes.cut(sent.toByteArray(), cuts));
    List<String> all = new ArrayList<>(before);
    all.addAll(after);
    assertEquals(new Seen("{\"answer\":42}", all, "qemu closed it"), seen);
  }

  @Property(tries = 100)
  void whateverIsSentTheClientEndsAndSaysWhy(@ForAll("noise") byte[] sent) throws Exception {
    Seen seen = converse(List.of(sent));
    assertFalse(seen.reply.isEmpty());
    assertTrue(
        seen.end.equals("qemu closed it") || seen.end.startsWith("unusable: "), () -> seen.end);
  }

  @Provide
  Arbitrary<List<String>> lines() {
    Arbitrary<String> text =
        Arbitraries.strings()
            .withCharRange('#', '[')
            .withCharRange(']', '~')
            .withChars(" ä水")
            .ofMaxLength(30);
    return text.list().ofMaxSize(40);
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Bytes.cuts(4000);
  }

  @Provide
  Arbitrary<byte[]> noise() {
    Arbitrary<byte[]> good =
        lines()
            .map(
                lines -> {
                  ByteArrayOutputStream all = new ByteArrayOutputStream();
                  lines.forEach(text -> all.writeBytes(event(text)));
                  return all.toByteArray();
                });
    return Arbitraries.oneOf(Bytes.noise(200), Bytes.damaged(good));
  }

  private static byte[] event(String text) {
    return Bytes.of("{\"event\": \"A\", \"data\": {\"text\": \"" + text + "\"}}\r\n");
  }

  private Seen converse(List<byte[]> pieces) throws Exception {
    Path socket = Files.createTempDirectory("qmp").resolve("qmp.sock");
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<String> end = new CompletableFuture<>();
    try (FakeQmpServer server = new FakeQmpServer(socket, session -> send(session, pieces))) {
      String reply;
      try (QmpClient client =
          QmpClient.connect(
              socket,
              PATIENCE,
              new RecordingObserver(),
              event -> events.add(event.text("text")),
              end::complete)) {
        reply = reply(client);
        end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
      server.awaitScript();
      return new Seen(reply, List.copyOf(events), end.join());
    } finally {
      Files.deleteIfExists(socket);
      Files.delete(socket.getParent());
    }
  }

  private static String reply(QmpClient client) {
    try {
      return client.execute("query-status", PATIENCE).toString();
    } catch (QmpException.Disconnected gone) {
      return "disconnected";
    } catch (QmpException failure) {
      return "no answer: " + failure.getMessage();
    }
  }

  private static void send(FakeQmpServer.Session session, List<byte[]> pieces) throws IOException {
    session.negotiate();
    session.receive();
    try {
      for (byte[] piece : pieces) {
        session.sendBytes(piece);
      }
    } catch (IOException hungUp) {
      // What was sent before was no QMP.
    }
  }
}
