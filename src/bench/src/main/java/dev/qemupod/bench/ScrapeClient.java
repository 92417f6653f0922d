package dev.qemupod.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Asks the supervisor as a Prometheus does, on one thread and with nothing in between that takes
 * time: what it measures is the answer, not a client.
 */
final class ScrapeClient implements AutoCloseable {
  /** What Prometheus 2 and 3 ask for. */
  private static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0;q=0.5,"
          + "application/openmetrics-text;version=0.0.1;q=0.4,"
          + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String LENGTH = "content-length:";
  private static final String OK = "HTTP/1.1 200 ";

  private final InetSocketAddress address;
  private @Nullable Socket kept;

  ScrapeClient(InetSocketAddress address) {
    this.address = address;
  }

  /**
   * A page, and how long it took.
   *
   * @param milliseconds from the first byte of the request, or from the begin of the connection, to
   *     the last of the answer
   */
  record Answer(String body, double milliseconds) {}

  /** Asks on the connection that was used before; opens one if there is none. */
  Answer askKept(String path) throws IOException {
    Socket socket = kept;
    if (socket == null) {
      socket = connect();
      kept = socket;
    }
    return ask(socket, path, "", System.nanoTime());
  }

  /** Asks on a connection of its own. */
  Answer askAnew(String path) throws IOException {
    long begin = System.nanoTime();
    try (Socket socket = connect()) {
      return ask(socket, path, "Connection: close\r\n", begin);
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    socket.connect(address, Math.toIntExact(PATIENCE.toMillis()));
    return socket;
  }

  private Answer ask(Socket socket, String path, String header, long begin) throws IOException {
    String request =
        "GET "
            + path
            + " HTTP/1.1\r\nHost: "
            + address.getHostString()
            + "\r\nAccept: "
            + ACCEPT
            + "\r\n"
            + header
            + "\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    byte[] body = read(new BufferedInputStream(socket.getInputStream()), path);
    double milliseconds = (System.nanoTime() - begin) / 1e6;
    return new Answer(new String(body, StandardCharsets.UTF_8), milliseconds);
  }

  private static byte[] read(InputStream in, String path) throws IOException {
    String status = line(in);
    int length = -1;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith(LENGTH)) {
        length = Integer.parseInt(line.substring(LENGTH.length()).strip());
      }
    }
    if (!status.startsWith(OK) || length < 0) {
      throw new IOException(path + " was answered with " + status + ", length " + length);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException(path + " ended after " + body.length + " of " + length + " bytes");
    }
    return body;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0) {
        throw new EOFException("the answer ended in its head");
      }
      line.append((char) read);
    }
    return line.toString().strip();
  }

  @Override
  public void close() throws IOException {
    if (kept != null) {
      kept.close();
    }
  }
}
