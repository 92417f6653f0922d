package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.lifecycle.VmView.GateView;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/**
 * Readiness probes through a forwarded port.
 *
 * <p>qemu's user network accepts a connection even while the guest's CPU is stopped, so a bare
 * connect proves nothing: each probe must read what the guest sent. A connection made too early is
 * not relied on: each look opens a new one with a short timeout.
 */
final class GateProbes {
  private static final int TIMEOUT_MILLISECONDS = 2000;
  private static final int LONGEST_LINE = 512;

  private GateProbes() {}

  /** An SSH banner ({@code SSH-}, RFC 4253 section 4.2). */
  static GateProbe ssh(String host, int port) {
    return () ->
        exchange(host, port, "", line -> line.startsWith("SSH-"), "SSH banner on port " + port);
  }

  /** A status below 400 for a GET. */
  static GateProbe http(String host, int port, String path) {
    String request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\nUser-Agent: qemu-pod\r\n\r\n";
    return () ->
        exchange(
            host,
            port,
            request,
            GateProbes::isGoodStatus,
            "HTTP status below 400 for " + path + " on port " + port);
  }

  /** Any byte from the guest, or its own close of the connection. */
  static GateProbe tcp(String host, int port) {
    String what = "byte or close from the guest on port " + port;
    return () -> {
      try (Socket socket = connect(host, port)) {
        int first = socket.getInputStream().read();
        return new GateView(
            true, first < 0 ? "the guest closed the connection" : "got the " + what);
      } catch (IOException failure) {
        return notYet(what, failure);
      }
    };
  }

  private static GateView exchange(
      String host, int port, String request, LineTest test, String what) {
    try (Socket socket = connect(host, port)) {
      if (!request.isEmpty()) {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      }
      String line = firstLine(socket.getInputStream());
      return test.accepts(line)
          ? new GateView(true, "got the " + what)
          : new GateView(false, "no " + what + " yet: the first line was not one");
    } catch (IOException failure) {
      return notYet(what, failure);
    }
  }

  private static GateView notYet(String what, IOException failure) {
    String why =
        failure instanceof SocketTimeoutException
            ? "no answer in time"
            : String.valueOf(failure.getMessage());
    return new GateView(false, "no " + what + " yet: " + why);
  }

  private static Socket connect(String host, int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(TIMEOUT_MILLISECONDS);
    socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLISECONDS);
    return socket;
  }

  private static String firstLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      if (line.length() == LONGEST_LINE) {
        break;
      }
      line.append((char) next);
    }
    return line.toString();
  }

  private static boolean isGoodStatus(String line) {
    String[] words = line.split(" ", 3);
    if (words.length < 2 || !words[0].startsWith("HTTP/") || words[1].length() != 3) {
      return false;
    }
    char hundreds = words[1].charAt(0);
    return hundreds >= '1' && hundreds <= '3';
  }

  /** A test of the first line the guest sent. */
  private interface LineTest {
    boolean accepts(String line);
  }
}
