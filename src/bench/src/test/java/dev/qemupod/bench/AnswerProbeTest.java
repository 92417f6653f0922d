package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AnswerProbeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @Test
  void aPortThatAnswersLaterIsAskedUntilItDoes() throws Exception {
    try (ServerSocket server = server();
        AnswerProbe probe = AnswerProbe.start(server.getLocalPort(), "", "SSH-")) {
      Socket silent = server.accept();
      server.accept().close();
      say(server, "HTTP/1.0 ");
      long before = System.nanoTime();
      say(server, "SSH-2.0-test\r\n");
      assertTrue(probe.await(PATIENCE) - before > 0);
      silent.close();
    }
  }

  @Test
  void aPortThatNeverAnswersIsNamed() throws Exception {
    try (ServerSocket server = server();
        AnswerProbe probe = AnswerProbe.start(server.getLocalPort(), "hello\n", "SSH-")) {
      BenchException failure =
          assertThrows(BenchException.class, () -> probe.await(Duration.ofSeconds(1)));
      assertEquals(
          "port " + server.getLocalPort() + " did not answer within 1 s", failure.getMessage());
    }
  }

  private static ServerSocket server() throws Exception {
    return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  private static void say(ServerSocket server, String text) throws Exception {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
