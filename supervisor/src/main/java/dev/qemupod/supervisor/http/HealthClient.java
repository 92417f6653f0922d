package dev.qemupod.supervisor.http;

import dev.qemupod.supervisor.config.HttpAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

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
    StringBuilder silent = new StringBuilder();
    for (String host : reachableHosts(address)) {
      InetSocketAddress target = new InetSocketAddress(host, address.port());
      try {
        return verdict(exchange(target, probe.path(), timeout));
      } catch (IOException e) {
        silent.append(silent.isEmpty() ? "" : ", nor on ");
        silent.append(host).append(':').append(address.port());
        silent.append(" (").append(e.getMessage()).append(')');
      }
    }
    return Verdict.no(
        "the supervisor does not answer on "
            + silent
            + "; QEMU_HTTP must be the same here as for the supervisor");
  }

  /** Where a server that listens on the address is reached from inside its own pod. */
  static List<String> reachableHosts(HttpAddress address) {
    String host = address.host().orElse("");
    return switch (host) {
      // On every address; but a network may have only the one kind.
      case "" -> List.of("127.0.0.1", "::1");
      case "0.0.0.0" -> List.of("127.0.0.1");
      case "::" -> List.of("::1");
      default -> List.of(host);
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
