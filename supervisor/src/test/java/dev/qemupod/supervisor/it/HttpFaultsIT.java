package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Clients that do what no good client does, and the probe that must be answered beside them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpFaultsIT {
  private final List<Socket> clients = new ArrayList<>();
  private SupervisorProcess vm;

  @BeforeAll
  void start() throws Exception {
    vm = SupervisorProcess.start(bareMetal("idle"));
    vm.awaitLog("Health and metrics");
    vm.awaitLog("The guest is ready");
  }

  @AfterAll
  void stop() {
    vm.close();
  }

  @AfterEach
  void othersAreServedAndNothingRanOut() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    clients.clear();
    assertEquals(200, vm.get("/livez").statusCode(), vm::story);
    assertEquals(200, vm.get("/readyz").statusCode(), vm::story);
    assertFalse(vm.log().contains("OutOfMemory"), vm::story);
    assertFalse(vm.log().contains("ERROR"), vm::story);
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), vm.httpPort());
    clients.add(client);
    return client;
  }

  @Test
  void aThousandIdleConnectionsKeepNoProbeFromItsAnswer() throws Exception {
    for (int client = 0; client < 1000; client++) {
      connect();
    }
    assertEquals(200, vm.get("/livez").statusCode(), vm::story);
    assertEquals(200, vm.get("/metrics").statusCode(), vm::story);
  }

  @Test
  void hundredsOfClientsThatStopInTheMiddleKeepNoProbeFromItsAnswer() throws Exception {
    for (int client = 0; client < 300; client++) {
      connect()
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: x".getBytes(StandardCharsets.US_ASCII));
    }
    assertEquals(200, vm.get("/livez").statusCode(), vm::story);
  }

  @Test
  void clientsThatReadNoAnswerKeepNoProbeFromItsAnswer() throws Exception {
    byte[] requests =
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(50).getBytes(StandardCharsets.US_ASCII);
    for (int client = 0; client < 20; client++) {
      connect().getOutputStream().write(requests);
    }
    assertEquals(200, vm.get("/livez").statusCode(), vm::story);
  }

  @Test
  void hugeHeadersAreRefused() throws Exception {
    Socket client = connect();
    byte[] header =
        ("X-Huge: " + "x".repeat(64 << 10) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    int sent = 0;
    try {
      OutputStream out = client.getOutputStream();
      out.write("GET /livez HTTP/1.1\r\nHost: x\r\n".getBytes(StandardCharsets.US_ASCII));
      for (; sent < 1000; sent++) {
        out.write(header);
      }
    } catch (SocketException hungUp) {
      assertTrue(sent < 1000);
    }
    assertEquals(200, vm.get("/livez").statusCode(), vm::story);
  }

  @Test
  void anUnknownMethodIsRefused() throws Exception {
    Socket client = connect();
    client
        .getOutputStream()
        .write(
            "FROBNICATE /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
  }

  @Test
  void whatIsNoHttpIsRefused() throws Exception {
    Socket client = connect();
    client
        .getOutputStream()
        .write(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, '\r', '\n', '\r', '\n'});
    String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertTrue(answer.isEmpty() || answer.startsWith("HTTP/1.1 400"), answer);
  }

  @Test
  void aStormOfScrapesIsAnsweredWholly() throws Exception {
    List<Future<Integer>> scrapes = new ArrayList<>();
    try (ExecutorService scrapers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int scrape = 0; scrape < 200; scrape++) {
        scrapes.add(scrapers.submit(this::scrape));
      }
    }
    for (Future<Integer> scrape : scrapes) {
      assertTrue(scrape.get() > 5000, vm::story);
    }
  }

  /**
   * How long the page was; over a plain socket, as a client library per scrape is the larger load.
   */
  private int scrape() throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), vm.httpPort())) {
      client
          .getOutputStream()
          .write(
              "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return answer.startsWith("HTTP/1.1 200") ? answer.length() : -1;
    }
  }
}
