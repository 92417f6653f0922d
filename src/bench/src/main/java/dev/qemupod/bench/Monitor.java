package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * A QMP connection to qemu beside the supervisor's own ones, through which a soak does to the VM
 * what the supervisor has to notice. It is read all the time: qemu keeps what is not.
 */
final class Monitor implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ObjectMapper json = new ObjectMapper();
  private final SocketChannel channel;
  private final List<JsonNode> replies = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private boolean ended;

  private Monitor(SocketChannel channel) {
    this.channel = channel;
  }

  /** Connects to a socket that qemu listens on. */
  static Monitor connect(Path socket) throws IOException, InterruptedException, BenchException {
    SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    Monitor monitor = new Monitor(channel);
    Thread.ofPlatform().daemon().name("monitor").start(monitor::read);
    try {
      monitor.execute("qmp_capabilities", Map.of());
      return monitor;
    } catch (IOException | InterruptedException | BenchException failure) {
      monitor.close();
      throw failure;
    }
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        take(json.readTree(line));
      }
    } catch (IOException _) {
      // qemu has ended, or this was closed.
    }
    end();
  }

  private synchronized void take(JsonNode message) {
    if (message.has("event")) {
      events.add(message.get("event").asText());
    } else if (!message.has("QMP")) {
      replies.add(message);
    }
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Runs a command that must succeed. */
  void execute(String command, Map<String, Object> arguments)
      throws IOException, InterruptedException, BenchException {
    String line =
        json.writeValueAsString(Map.of("execute", command, "arguments", arguments)) + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    JsonNode reply = awaitReply(command);
    if (!reply.has("return")) {
      throw new BenchException("qemu refused " + command + ": " + reply);
    }
  }

  private synchronized JsonNode awaitReply(String command)
      throws InterruptedException, BenchException {
    waitUntil(() -> !replies.isEmpty(), "qemu did not answer " + command);
    return replies.removeFirst();
  }

  /** Forgets the events that came so far. */
  synchronized void forgetEvents() {
    events.clear();
  }

  /** Waits for an event that came since they were last forgotten. */
  synchronized void awaitEvent(String name) throws InterruptedException, BenchException {
    waitUntil(() -> events.contains(name), "qemu did not tell " + name);
  }

  private synchronized void waitUntil(BooleanSupplier done, String complaint)
      throws InterruptedException, BenchException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new BenchException(complaint + " within " + PATIENCE.toSeconds() + " s");
      }
      if (ended) {
        throw new BenchException(complaint + ", but closed the connection");
      }
      wait(left);
    }
  }

  /** Waits until qemu has ended. */
  synchronized void awaitEnd() throws InterruptedException, BenchException {
    waitUntil(() -> ended, "qemu did not end");
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
