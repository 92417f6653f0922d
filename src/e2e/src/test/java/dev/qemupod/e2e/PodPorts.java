package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ports of a pod, as its neighbours in the cluster reach them. A connection that was made
 * before the guest listens is never answered later, so each question is asked anew until it is
 * answered.
 *
 * @param address the pod's
 * @param alive whether waiting still makes sense
 */
record PodPorts(String address, BooleanSupplier alive) {
  private static final Duration ONE_TRY = Duration.ofSeconds(5);

  /** One way to ask; null where there is no answer yet. */
  private interface Question<T> {
    @Nullable T ask() throws IOException, InterruptedException;
  }

  /** A GET; the body is a character a byte. */
  HttpResponse<String> get(int port, String path) throws Exception {
    URI uri = URI.create("http://" + address + ":" + port + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ONE_TRY).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      return answer(
          uri.toString(),
          () ->
              client.send(
                  request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1)));
    }
  }

  /** The first line that is sent on a connection. */
  String firstLine(int port) throws Exception {
    return answer(
        address + ":" + port,
        () -> {
          try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) ONE_TRY.toMillis());
            socket.connect(new InetSocketAddress(address, port), (int) ONE_TRY.toMillis());
            return new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                .readLine();
          }
        });
  }

  private <T> T answer(String what, Question<T> question) throws Exception {
    List<T> answers = new ArrayList<>();
    List<IOException> failures = new ArrayList<>();
    Patience.until(
        Patience.GUEST,
        () -> {
          try {
            T answer = question.ask();
            if (answer != null) {
              answers.add(answer);
            }
          } catch (IOException notYet) {
            failures.add(notYet);
          }
          return !answers.isEmpty() || !alive.getAsBoolean();
        });
    if (answers.isEmpty()) {
      return fail(what + " was never answered", failures.isEmpty() ? null : failures.getLast());
    }
    return answers.getFirst();
  }
}
