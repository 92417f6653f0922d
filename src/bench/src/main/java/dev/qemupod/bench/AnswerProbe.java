package dev.qemupod.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks a port again and again until it answers as it should. qemu's user network takes connections
 * before the guest is there, and does not ask the guest a second time for seconds: so each try
 * waits only a moment, and the time that is found is that much too long at most.
 */
final class AnswerProbe implements AutoCloseable {
  private static final Duration TRY = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final int port;
  private final byte[] request;
  private final byte[] answer;
  private final CompletableFuture<Long> answered = new CompletableFuture<>();
  private final Thread thread = new Thread(this::ask, "answer probe");

  private AnswerProbe(int port, String request, String answer) {
    this.port = port;
    this.request = request.getBytes(StandardCharsets.US_ASCII);
    this.answer = answer.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Begins to ask.
   *
   * @param port of 127.0.0.1
   * @param request sent first; may be empty
   * @param answer what its answer begins with
   */
  static AnswerProbe start(int port, String request, String answer) {
    AnswerProbe probe = new AnswerProbe(port, request, answer);
    probe.thread.setDaemon(true);
    probe.thread.start();
    return probe;
  }

  /** When it was answered, in {@link System#nanoTime}. */
  long await(Duration patience) throws InterruptedException, BenchException {
    try {
      return answered.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      throw new BenchException(
          "port " + port + " did not answer within " + patience.toSeconds() + " s");
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Asks no more. */
  @Override
  public void close() {
    thread.interrupt();
  }

  private void ask() {
    while (!Thread.currentThread().isInterrupted()) {
      if (isAnswered()) {
        answered.complete(System.nanoTime());
        return;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private boolean isAnswered() {
    int milliseconds = Math.toIntExact(TRY.toMillis());
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(milliseconds);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), milliseconds);
      socket.getOutputStream().write(request);
      InputStream in = socket.getInputStream();
      return Arrays.equals(in.readNBytes(answer.length), answer);
    } catch (IOException notYet) {
      return false;
    }
  }
}
