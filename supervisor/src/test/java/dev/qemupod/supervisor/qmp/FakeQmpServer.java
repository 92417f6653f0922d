package dev.qemupod.supervisor.qmp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A monitor that follows a script with its one client, and closes the connection at its end. */
final class FakeQmpServer implements AutoCloseable {
  static final String GREETING =
      """
      {"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, \
      "package": "Debian 1:7.2+dfsg-7"}, "capabilities": ["oob"]}}\
      """;

  private final ServerSocketChannel server;
  private final CompletableFuture<Void> script;

  /** Listens there, and runs the script once somebody connects. */
  FakeQmpServer(Path socket, Script script) throws IOException {
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.server.bind(UnixDomainSocketAddress.of(socket));
    this.script = new CompletableFuture<>();
    Thread thread = new Thread(() -> run(script), "fake-qmp");
    thread.setDaemon(true);
    thread.start();
  }

  /** What the server does. */
  interface Script {
    void run(Session session) throws Exception;
  }

  private void run(Script steps) {
    try (SocketChannel channel = server.accept()) {
      steps.run(new Session(channel));
      script.complete(null);
    } catch (Throwable failure) {
      script.completeExceptionally(failure);
    }
  }

  /** Waits for the script's end and rethrows what went wrong in it. */
  void awaitScript() throws Exception {
    script.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** The server's end of the connection. */
  static final class Session {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final SocketChannel channel;
    private final BufferedReader lines;

    private Session(SocketChannel channel) {
      this.channel = channel;
      this.lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    void negotiate() throws IOException {
      negotiate(GREETING);
    }

    void negotiate(String greeting) throws IOException {
      send(greeting);
      JsonNode request = receive();
      if (!request.path("execute").asText().equals("qmp_capabilities")
          || request.has("arguments")) {
        throw new IOException("expected a bare qmp_capabilities, not " + request);
      }
      reply(request, "{}");
    }

    void send(String line) throws IOException {
      sendBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    void sendBytes(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    void event(String name, String data) throws IOException {
      send(
          "{\"timestamp\": {\"seconds\": 1700000000, \"microseconds\": 250000}, \"event\": \""
              + name
              + "\", \"data\": "
              + data
              + "}");
    }

    void reply(JsonNode request, String value) throws IOException {
      send("{\"return\": " + value + ", \"id\": " + request.path("id") + "}");
    }

    void fail(JsonNode request, String errorClass, String description) throws IOException {
      send(
          "{\"id\": "
              + request.path("id")
              + ", \"error\": {\"class\": \""
              + errorClass
              + "\", \"desc\": \""
              + description
              + "\"}}");
    }

    /** The next request; fails if the client has gone. */
    JsonNode receive() throws IOException {
      JsonNode request = receiveOrNull();
      if (request == null) {
        throw new IOException("the client has gone");
      }
      return request;
    }

    @Nullable JsonNode receiveOrNull() throws IOException {
      String line = lines.readLine();
      return line == null ? null : MAPPER.readTree(line);
    }

    /** Reads nothing more until the client goes. */
    void awaitClient() throws IOException {
      while (receiveOrNull() != null) {
        // What it says does not matter.
      }
    }
  }
}
