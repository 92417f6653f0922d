package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.lifecycle.VmView.GateView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The probes against a server of each kind a guest can be. */
class GateProbesTest {
  private static final String HOST = "127.0.0.1";

  private ServerSocket server;

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void anSshBannerOpensTheGate() {
    answer("SSH-2.0-OpenSSH_9.9\r\n");
    assertTrue(GateProbes.ssh(HOST, server.getLocalPort()).look().passed());
  }

  @Test
  void anotherBannerDoesNot() {
    answer("220 mail\r\n");
    GateView view = GateProbes.ssh(HOST, server.getLocalPort()).look();
    assertFalse(view.passed());
    assertTrue(view.reason().startsWith("no SSH banner"), view.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 200 OK, true",
    "HTTP/1.0 302 Found, true",
    "HTTP/1.1 404 Not Found, false",
    "HTTP/1.1 503 Busy, false",
    "SSH-2.0-x, false",
    "HTTP/1.1, false"
  })
  void anHttpStatusBelow400OpensTheGate(String statusLine, boolean passed) {
    answer(statusLine + "\r\n\r\n");
    assertEquals(passed, GateProbes.http(HOST, server.getLocalPort(), "/healthz").look().passed());
  }

  @Test
  void aByteOpensTheTcpGate() {
    answer("x");
    assertTrue(GateProbes.tcp(HOST, server.getLocalPort()).look().passed());
  }

  @Test
  void theGuestsOwnCloseOpensTheTcpGate() {
    answer("");
    assertTrue(GateProbes.tcp(HOST, server.getLocalPort()).look().passed());
  }

  @Test
  void aBareConnectProvesNothing() {
    // Nobody accepts: the backlog connects, as qemu's user network does with the guest stopped.
    GateView view = GateProbes.tcp(HOST, server.getLocalPort()).look();
    assertFalse(view.passed());
    assertTrue(view.reason().endsWith("no answer in time"), view.reason());
  }

  @Test
  void nobodyListeningIsNotReady() throws IOException {
    int port = server.getLocalPort();
    server.close();
    assertFalse(GateProbes.ssh(HOST, port).look().passed());
  }

  private void answer(String text) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
              } catch (IOException closed) {
                throw new UncheckedIOException(closed);
              }
            });
  }
}
