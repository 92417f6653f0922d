package dev.qemupod.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Asks one URL again and again, and notes how long each answer took. */
final class LatencyProbe {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int HTTP_OK = 200;

  private final HttpClient client;
  private final HttpRequest request;
  private final Duration interval;
  private final List<Double> milliseconds = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::ask);
  private volatile boolean over;
  private volatile int failures;

  private LatencyProbe(HttpClient client, URI uri, Duration interval) {
    this.client = client;
    this.request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
    this.interval = interval;
  }

  /** Begins to ask. */
  static LatencyProbe begin(HttpClient client, URI uri, Duration interval) {
    LatencyProbe probe = new LatencyProbe(client, uri, interval);
    probe.thread.start();
    return probe;
  }

  /** Nobody but this thread writes these fields while it runs. */
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void ask() {
    try {
      while (!over) {
        long begin = System.nanoTime();
        try {
          HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
          failures += answer.statusCode() == HTTP_OK ? 0 : 1;
          milliseconds.add((System.nanoTime() - begin) / 1e6);
        } catch (IOException _) {
          failures++;
        }
        LockSupport.parkNanos(begin + interval.toNanos() - System.nanoTime());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops asking; how long each answer took. */
  Answers end() throws InterruptedException {
    over = true;
    thread.join();
    return new Answers(milliseconds, failures);
  }

  /**
   * What came of it.
   *
   * @param milliseconds each answer took
   * @param failures requests without an answer, or with another one than 200
   */
  record Answers(List<Double> milliseconds, int failures) {
    Answers {
      milliseconds = List.copyOf(milliseconds);
    }
  }
}
