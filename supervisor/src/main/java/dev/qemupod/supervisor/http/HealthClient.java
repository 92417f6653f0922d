package dev.qemupod.supervisor.http;

import dev.qemupod.supervisor.config.HttpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks a running supervisor for its health: {@code qemu-pod health live}, for images' HEALTHCHECK
 * and exec probes, because the image has no curl.
 *
 * <p>Plain HTTP/1.0 over a socket: the JDK's HTTP client would load a thousand classes for one
 * line.
 */
public final class HealthClient {
  private static final int MAX_ANSWER_BYTES = 16 * 1024;

  private HealthClient() {}

  /** The probe's verdict; not ok, with the reason, if the supervisor does not answer in time. */
  public static Verdict ask(HttpAddress address, Probe probe, Duration timeout) {
    InetSocketAddress target = new InetSocketAddress(reachableHost(address), address.port());
    try {
      return verdict(exchange(target, probe.path(), timeout));
    } catch (IOException e) {
      return Verdict.no(
          "the supervisor does not answer on "
              + target.getHostString()
              + ":"
              + target.getPort()
              + " ("
              + e.getMessage()
              + "); QEMU_HTTP must be the same here as for the supervisor");
    }
  }

  /** Where a server that listens on the address is reached from inside its own pod. */
  static String reachableHost(HttpAddress address) {
    String host = address.host().orElse("127.0.0.1");
    return switch (host) {
      case "0.0.0.0" -> "127.0.0.1";
      case "::", "[::]" -> "::1";
      default -> host;
    };
  }

  private static String exchange(InetSocketAddress target, String path, Duration timeout)
      throws IOException {
    try (Socket socket = new Socket()) {
      int milliseconds = Math.toIntExact(Math.max(1, timeout.toMillis()));
      socket.connect(target, milliseconds);
      socket.setSoTimeout(milliseconds);
      OutputStream out = socket.getOutputStream();
      out.write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return new String(
          socket.getInputStream().readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static Verdict verdict(String response) throws IOException {
    // "HTTP/1.1 200 OK": the answer to an HTTP/1.0 request may name either version.
    if (!response.startsWith("HTTP/1.") || response.length() < 12) {
      throw new IOException("what answers there is no HTTP server");
    }
    String status = response.substring(9, 12);
    int body = response.indexOf("\r\n\r\n");
    String text = body < 0 ? "" : response.substring(body + 4).strip();
    return new Verdict(status.equals("200"), text.isEmpty() ? "HTTP status " + status : text);
  }
}
