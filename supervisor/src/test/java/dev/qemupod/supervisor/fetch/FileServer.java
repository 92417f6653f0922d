package dev.qemupod.supervisor.fetch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * An HTTP server on loopback that does to its clients what real ones do: each request is answered
 * by the next behaviour, and by the last one for ever.
 */
public final class FileServer implements AutoCloseable {
  private final ServerSocket socket;
  private final String scheme;
  private final Deque<Behaviour> behaviours = new ArrayDeque<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  /** A request as it was read. */
  public record Request(String method, String target, Map<String, String> headers) {
    /** The header's value, or an empty string. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** Where a range that was asked for begins; 0: none was. */
    public int rangeStart() {
      String range = header("range");
      return range.isEmpty()
          ? 0
          : Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
    }
  }

  /** Answers a request. */
  public interface Behaviour {
    void answer(Request request, OutputStream out) throws IOException;
  }

  private FileServer(ServerSocket socket, String scheme, Behaviour... first) {
    this.socket = socket;
    this.scheme = scheme;
    behaviours.addAll(List.of(first));
    Thread.ofPlatform().daemon().name("file-server").start(this::accept);
  }

  public static FileServer start(Behaviour... behaviours) throws IOException {
    ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return new FileServer(socket, "http", behaviours);
  }

  public static FileServer startTls(SSLServerSocketFactory sockets, Behaviour... behaviours)
      throws IOException {
    return new FileServer(
        sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), "https", behaviours);
  }

  /** The URL of a path that begins with a slash. */
  public String url(String path) {
    return scheme + "://localhost:" + socket.getLocalPort() + path;
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** All requests so far. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Thread.ofPlatform().daemon().name("file-server-client").start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      // An end of the connection in the middle is to be one: RST, not the rest and then FIN.
      client.setSoLinger(true, 5);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      if (line == null) {
        return;
      }
      String[] words = line.split(" ", 3);
      Map<String, String> headers = new TreeMap<>();
      for (line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      Request request = new Request(words[0], words[1], headers);
      Behaviour behaviour = next(request);
      behaviour.answer(request, client.getOutputStream());
      client.getOutputStream().flush();
    } catch (IOException gone) {
      // A client may go at any time; so may a behaviour's connection.
    }
  }

  private synchronized Behaviour next(Request request) {
    requests.add(request);
    return behaviours.size() > 1 ? behaviours.removeFirst() : behaviours.getFirst();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** The head of an answer. */
  public static void head(OutputStream out, String status, String... headers) throws IOException {
    StringBuilder text = new StringBuilder("HTTP/1.1 ").append(status).append("\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    text.append("Connection: close\r\n\r\n");
    out.write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A good server: ranges, if the ETag still fits. */
  public static Behaviour file(byte[] content, String etag) {
    return partOf(content, etag, content.length);
  }

  /** The same, but the connection ends after this many bytes of the file. */
  public static Behaviour partOf(byte[] content, String etag, int end) {
    return (request, out) -> {
      int start = request.header("if-range").equals(etag) ? request.rangeStart() : 0;
      if (start > 0) {
        head(
            out,
            "206 Partial Content",
            "Content-Length: " + (content.length - start),
            "Content-Range: bytes " + start + "-" + (content.length - 1) + "/" + content.length,
            "ETag: " + etag);
      } else {
        head(out, "200 OK", "Content-Length: " + content.length, "ETag: " + etag);
      }
      if (end > start) {
        out.write(content, start, end - start);
      }
    };
  }

  /** A server without ranges and validators. */
  public static Behaviour plain(byte[] content) {
    return (request, out) -> {
      head(out, "200 OK", "Content-Length: " + content.length);
      out.write(content);
    };
  }

  /** No file, but a status and these headers. */
  public static Behaviour status(String status, String... headers) {
    return (request, out) -> {
      String[] all = Arrays.copyOf(headers, headers.length + 1);
      all[headers.length] = "Content-Length: 0";
      head(out, status, all);
    };
  }
}
