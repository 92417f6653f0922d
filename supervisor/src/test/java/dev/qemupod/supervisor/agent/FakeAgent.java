package dev.qemupod.supervisor.agent;

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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An agent's channel with a script at its other end. */
public final class FakeAgent implements AutoCloseable {
  private final ServerSocketChannel server;
  private final CompletableFuture<List<String>> heard = new CompletableFuture<>();

  /** One that listens on the socket and does what the script says with whoever comes first. */
  public FakeAgent(Path socket, Script script) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofPlatform().daemon().name("fake-agent").start(() -> serve(script));
  }

  /** What the agent does. */
  public interface Script {
    void run(Channel channel) throws IOException;
  }

  /** Everything it was told, once the script is over and the channel closed. */
  public List<String> heard() throws Exception {
    return heard.get(30, TimeUnit.SECONDS);
  }

  private void serve(Script script) {
    try {
      List<String> all;
      try (SocketChannel accepted = server.accept()) {
        Channel channel = new Channel(accepted);
        script.run(channel);
        all = channel.heard;
      }
      heard.complete(all);
    } catch (IOException | RuntimeException failure) {
      heard.completeExceptionally(failure);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** The agent's end. */
  public static final class Channel {
    private final SocketChannel bytes;
    private final BufferedReader lines;
    private final List<String> heard = new ArrayList<>();

    private Channel(SocketChannel bytes) {
      this.bytes = bytes;
      this.lines = new BufferedReader(Channels.newReader(bytes, StandardCharsets.ISO_8859_1));
    }

    /** The next command; an empty string at the end. */
    public String hear() throws IOException {
      String line = lines.readLine();
      heard.add(line == null ? "" : line);
      return heard.getLast();
    }

    /** Sends it as it is. */
    public void say(String text) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (rest.hasRemaining()) {
        bytes.write(rest);
      }
    }

    /** Answers the command to come, which must be the one that brings both into step. */
    public void synchronise() throws IOException {
      synchronise("");
    }

    /** The same, after something else was said. */
    public void synchronise(String before) throws IOException {
      String command = hear();
      if (!command.startsWith("\u00ff{\"execute\":\"guest-sync-delimited\"")) {
        throw new IOException("no synchronisation: " + command);
      }
      String id = command.replaceAll("\\D", "");
      say(before + "\u00ff{\"return\": " + id + "}\n");
    }

    /** Says it until nobody listens any more. */
    public void flood(String text) throws IOException {
      try {
        while (true) {
          say(text);
        }
      } catch (IOException hungUp) {
        // What this waits for.
      }
    }
  }
}
