package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScrapeClientTest {
  private static final String PAGE = "m\u00e9tric 1\n".repeat(9000);

  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private ScrapeClient client;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/metrics", exchange -> answer(exchange, 200));
    server.createContext("/denied", exchange -> answer(exchange, 503));
    server.start();
    client = new ScrapeClient(server.getAddress());
  }

  private void answer(HttpExchange exchange, int status) throws IOException {
    try (exchange) {
      ports.add(exchange.getRemoteAddress().getPort());
      accepted.add(exchange.getRequestHeaders().getFirst("Accept"));
      byte[] body = PAGE.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.stop(0);
  }

  @Test
  void aKeptConnectionIsUsedAgainAndTheOthersAreNew() throws IOException {
    for (ScrapeClient.Answer answer :
        List.of(
            client.askKept("/metrics"),
            client.askAnew("/metrics"),
            client.askAnew("/metrics"),
            client.askKept("/metrics"))) {
      assertEquals(PAGE, answer.body());
      assertTrue(answer.milliseconds() > 0, answer.toString());
    }
    assertEquals(ports.getFirst(), ports.getLast());
    assertNotEquals(ports.getFirst(), ports.get(1));
    assertNotEquals(ports.get(1), ports.get(2));
  }

  @Test
  void itAsksForWhatAPrometheusAsksFor() throws IOException {
    var _ = client.askKept("/metrics");
    assertTrue(
        accepted.getFirst().startsWith("application/openmetrics-text;version=1.0.0"),
        accepted.getFirst());
  }

  @Test
  void anotherAnswerThan200IsAFailure() {
    IOException failure = assertThrows(IOException.class, () -> client.askKept("/denied"));
    assertTrue(failure.toString().contains("503"), failure.toString());
  }
}
