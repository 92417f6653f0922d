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

/**
 * A monitor that follows a script with each client, one after the other, and closes the connection
 * at the script's end. Clients after the last script are never accepted.
 */
public final class FakeQmpServer implements AutoCloseable {
  public static final String GREETING =
      """
      {"QMP": {"version": {"qemu": {"micro": 22, "minor": 2, "major": 7}, \
      "package": "Debian 1:7.2+dfsg-7"}, "capabilities": ["oob"]}}\
      """;

  private final ServerSocketChannel server;
  private final CompletableFuture<Void> script;

  /** Listens there, and runs a script whenever somebody connects. */
  public FakeQmpServer(Path socket, Script... scripts) throws IOException {
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    this.server.bind(UnixDomainSocketAddress.of(socket));
    this.script = new CompletableFuture<>();
    Thread thread = new Thread(() -> run(scripts), "fake-qmp");
    thread.setDaemon(true);
    thread.start();
  }

  /** What the server does. */
  @FunctionalInterface
  public interface Script {
    /** Plays the server's part. */
    void run(Session session) throws Exception;
  }

  private void run(Script... scripts) {
    try {
      for (Script steps : scripts) {
        try (SocketChannel channel = server.accept()) {
          steps.run(new Session(channel));
        }
      }
      script.complete(null);
    } catch (Throwable failure) {
      script.completeExceptionally(failure);
    }
  }

  /** Waits for the last script's end and rethrows what went wrong in it. */
  public void awaitScript() throws Exception {
    script.get(60, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** The server's end of the connection. */
  public static final class Session {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final SocketChannel channel;
    private final BufferedReader lines;

    private Session(SocketChannel channel) {
      this.channel = channel;
      this.lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
    }

    /** Greets and waits for qmp_capabilities. */
    public void negotiate() throws IOException {
      negotiate(GREETING);
    }

    /** The same with another greeting. */
    public void negotiate(String greeting) throws IOException {
      send(greeting);
      JsonNode request = receive();
      if (!request.path("execute").asText().equals("qmp_capabilities")
          || request.has("arguments")) {
        throw new IOException("expected a bare qmp_capabilities, not " + request);
      }
      reply(request, "{}");
    }

    /** Sends a line. */
    public void send(String line) throws IOException {
      sendBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Sends these, whatever they are. */
    public void sendBytes(byte[] bytes) throws IOException {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    /** Emits an event. */
    public void event(String name, String data) throws IOException {
      send(
          "{\"timestamp\": {\"seconds\": 1700000000, \"microseconds\": 250000}, \"event\": \""
              + name
              + "\", \"data\": "
              + data
              + "}");
    }

    /** Answers. */
    public void reply(JsonNode request, String value) throws IOException {
      send("{\"return\": " + value + ", \"id\": " + request.path("id") + "}");
    }

    /** Answers with an error. */
    public void fail(JsonNode request, String errorClass, String description) throws IOException {
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
    public JsonNode receive() throws IOException {
      JsonNode request = receiveOrNull();
      if (request == null) {
        throw new IOException("the client has gone");
      }
      return request;
    }

    /** The next request; null if the client has gone. */
    public @Nullable JsonNode receiveOrNull() throws IOException {
      String line = lines.readLine();
      return line == null ? null : MAPPER.readTree(line);
    }

    /** Reads nothing more until the client goes. */
    public void awaitClient() throws IOException {
      while (receiveOrNull() != null) {
        // What it says does not matter.
      }
    }
  }
}
