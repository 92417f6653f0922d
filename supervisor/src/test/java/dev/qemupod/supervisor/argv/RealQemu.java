package dev.qemupod.supervisor.argv;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real qemu with its guest's CPUs stopped, asked over QMP and then told to quit. */
final class RealQemu {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  /**
   * How it went.
   *
   * @param exitCode qemu's
   * @param errors what it said on stderr
   * @param replies what it said over QMP
   */
  record Outcome(int exitCode, String errors, String replies) {}

  private RealQemu() {}

  /** Starts the command with {@code -S}, sends it the QMP commands and {@code quit}. */
  static Outcome run(QemuArgv argv, Path socket, Path workDirectory, String... commands)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(argv.words());
    words.add("-S");
    Path errors = Files.createTempFile(workDirectory, "qemu", ".err");
    Process process =
        new ProcessBuilder(words)
            .redirectError(errors.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      String replies = converse(process, socket, commands);
      if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("qemu did not quit: " + replies);
      }
      return new Outcome(process.exitValue(), Files.readString(errors), replies);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String converse(Process process, Path socket, String... commands)
      throws IOException, InterruptedException {
    try (SocketChannel channel = connect(process, socket)) {
      StringBuilder replies = new StringBuilder();
      BufferedReader reader =
          new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      reader.readLine();
      send(channel, "{\"execute\":\"qmp_capabilities\"}");
      reader.readLine();
      for (String command : commands) {
        send(channel, command);
        replies.append(reader.readLine()).append('\n');
      }
      send(channel, "{\"execute\":\"quit\"}");
      // A command of a client that is gone is dropped: stay until qemu has taken this one.
      reader.readLine();
      return replies.toString();
    } catch (ConnectException ended) {
      return "";
    }
  }

  private static SocketChannel connect(Process process, Path socket)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(DEADLINE);
    while (Instant.now().isBefore(end)) {
      try {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
      } catch (IOException notYet) {
        // Waits on the process rather than the clock: it may end at once with an error.
        if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
          throw new ConnectException("qemu ended");
        }
      }
    }
    throw new AssertionError("qemu did not listen on " + socket);
  }

  private static void send(SocketChannel channel, String command) throws IOException {
    channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8)));
  }
}
