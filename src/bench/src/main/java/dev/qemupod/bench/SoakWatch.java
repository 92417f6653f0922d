package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Asks the supervisor for everything it tells, once a second, and reads what the kernel knows of it
 * and of its qemu. On one connection, as a Prometheus does, so that descriptors can be compared.
 *
 * <p>Twenty times as often in the warm-up: the virtual machine compiles what has run some thousand
 * times, and what it needs for that is not to be mistaken for a leak.
 */
final class SoakWatch {
  /**
   * As Prometheus's scrape_timeout and Kubernetes' probes may be; the supervisor has one second.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration WARM_UP_INTERVAL = Duration.ofMillis(50);
  private static final String TEXT = "text/plain;version=0.0.4";
  private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final SupervisorRun run;
  private final Ledger ledger;
  private final long begin;
  private final double warmUp;
  private final JavaHeap heap;
  private final ObjectMapper json = new ObjectMapper();
  private final List<SoakSample> samples = new ArrayList<>();
  private final List<Double> scrapeMilliseconds = new ArrayList<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("soak-watch").unstarted(this::watch);
  private volatile boolean stopped;
  private @Nullable View latest;

  /**
   * What the supervisor last told.
   *
   * @param ready the answer of /readyz
   */
  record View(JsonNode status, MetricsText metrics, boolean ready) {
    String state() {
      return status.path("state").asText();
    }
  }

  /**
   * A watch, not yet running.
   *
   * @param begin of the soak, in the time of System.nanoTime
   * @param warmUp how many seconds of it that is
   * @param heap of the supervisor
   */
  SoakWatch(SupervisorRun run, Ledger ledger, long begin, double warmUp, JavaHeap heap) {
    this.run = run;
    this.ledger = ledger;
    this.begin = begin;
    this.warmUp = warmUp;
    this.heap = heap;
  }

  void start() {
    thread.start();
  }

  /** Ends it after the second that it is in. */
  void stop() throws InterruptedException {
    stopped = true;
    thread.join();
  }

  /** Seconds since the begin. */
  double second() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private void watch() {
    long next = System.nanoTime();
    while (!stopped) {
      try {
        look();
      } catch (IOException failure) {
        ledger.failure(second(), "the supervisor could not be asked: " + failure);
      } catch (InterruptedException _) {
        return;
      }
      Duration interval = second() < warmUp ? WARM_UP_INTERVAL : INTERVAL;
      next = Math.max(next + interval.toNanos(), System.nanoTime());
      while (!stopped && System.nanoTime() < next) {
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
  }

  private void look() throws IOException, InterruptedException {
    double second = second();
    Optional<MetricsText> metrics = scrape(samples().size() % 2 == 0 ? TEXT : OPEN_METRICS);
    var _ = asked("/livez");
    boolean ready = asked("/readyz").statusCode() == OK;
    HttpResponse<String> answer = asked("/status");
    if (metrics.isEmpty() || answer.statusCode() != OK) {
      return;
    }
    JsonNode status = json.readTree(answer.body());
    publish(new View(status, metrics.get(), ready), sample(second, status));
  }

  private Optional<MetricsText> scrape(String accept) throws IOException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<String> answer = run.get("/metrics", accept, TIMEOUT);
    scrapeMilliseconds.add((System.nanoTime() - start) / 1e6);
    ledger.add("requests", 1);
    ledger.add("scrapes", 1);
    if (answer.statusCode() != OK) {
      ledger.failure(second(), "/metrics answered " + answer.statusCode());
      return Optional.empty();
    }
    return Optional.of(MetricsText.parse(answer.body()));
  }

  /** Only readiness may be denied: all that is done to the guest leaves the pod alive. */
  private HttpResponse<String> asked(String page) throws IOException, InterruptedException {
    HttpResponse<String> answer = run.get(page, "*/*", TIMEOUT);
    ledger.add("requests", 1);
    boolean denied = answer.statusCode() == UNAVAILABLE && page.equals("/readyz");
    if (denied) {
      ledger.add("answersNotReady", 1);
    } else if (answer.statusCode() != OK) {
      ledger.failure(second(), page + " answered " + answer.statusCode() + " " + answer.body());
    }
    return answer;
  }

  private SoakSample sample(double second, JsonNode status) throws IOException {
    ProcessFacts facts = run.facts();
    return new SoakSample(
        second,
        facts.memory(),
        facts.descriptors(),
        facts.threads(),
        run.zombies(),
        facts.anonymousMebibytes(heap.start(), heap.end()),
        qemu(status.path("qemu").path("pid").asLong()));
  }

  private static SoakSample.@Nullable Qemu qemu(long pid) {
    if (pid == 0) {
      return null;
    }
    ProcessFacts facts = new ProcessFacts(pid);
    try {
      return new SoakSample.Qemu(facts.residentMebibytes(), facts.descriptors());
    } catch (IOException | UncheckedIOException | IllegalStateException _) {
      return null; // it has ended since it was told, or in between
    }
  }

  private synchronized void publish(View view, SoakSample sample) {
    latest = view;
    samples.add(sample);
    notifyAll();
  }

  /** Waits until what the supervisor tells is so. */
  synchronized View await(String what, Predicate<View> wanted, Duration patience)
      throws InterruptedException, BenchException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      View view = latest;
      if (view != null && wanted.test(view)) {
        return view;
      }
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0 || !run.isAlive()) {
        throw new BenchException(
            "the supervisor never told "
                + what
                + "; its last status: "
                + (view == null ? "none" : view.status().path("probes")));
      }
      wait(Math.min(left, INTERVAL.toMillis()));
    }
  }

  synchronized List<SoakSample> samples() {
    return List.copyOf(samples);
  }

  /** How long each scrape took; only once it is stopped. */
  List<Double> scrapeMilliseconds() {
    return List.copyOf(scrapeMilliseconds);
  }
}
