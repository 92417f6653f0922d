package dev.qemupod.supervisor.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.qemupod.supervisor.config.HttpAddress;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.log.JsonWriter;
import dev.qemupod.supervisor.metrics.MetricsPage;
import dev.qemupod.supervisor.metrics.Scrape;
import dev.qemupod.supervisor.qmp.RunState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves health, metrics and status over HTTP.
 *
 * <p>Every answer is made from what others have published: no handler asks qemu anything, so that a
 * hanging qemu makes an answer bad and never late. Each request has a thread, so that clients that
 * send nothing can not keep a probe from being answered; the number of connections is limited.
 *
 * <p>No virtual threads: on one, the JDK's BufferedWriter begins small and grows by what each write
 * lacks, so that a page of metrics, written in small pieces, costs 25 MB of garbage.
 */
public final class HttpEndpoints implements AutoCloseable {
  private static final String ALLOWED = "GET, HEAD";
  private static final long STACK_BYTES = 256 << 10;

  private final HttpServer server;
  private final ExecutorService executor;
  private final Supplier<VmView> view;
  private final MetricsPage metrics;
  private final Supplier<List<String>> argv;
  private final InstantSource clock;

  private HttpEndpoints(
      HttpServer server,
      Supplier<VmView> view,
      MetricsPage metrics,
      Supplier<List<String>> argv,
      InstantSource clock) {
    this.server = server;
    this.executor =
        // A factory that numbers them does it by a handle, which loads a hundred classes.
        Executors.newThreadPerTaskExecutor(
            request ->
                Thread.ofPlatform()
                    .name("http")
                    .daemon()
                    .stackSize(STACK_BYTES)
                    .unstarted(request));
    this.view = view;
    this.metrics = metrics;
    this.argv = argv;
    this.clock = clock;
  }

  /**
   * Listens and answers until it is closed.
   *
   * @param address where; port 0 takes a free one
   * @param view what the event loop last published
   * @param metrics the text of {@code /metrics}
   * @param argv qemu's command line, empty until it is known
   * @param clock the event loop's clock, which the view's times were read from
   * @throws HttpUnavailable if the address can not be listened on
   */
  public static HttpEndpoints start(
      HttpAddress address,
      Supplier<VmView> view,
      MetricsPage metrics,
      Supplier<List<String>> argv,
      InstantSource clock)
      throws HttpUnavailable {
    limitClients();
    HttpEndpoints endpoints = new HttpEndpoints(bind(address), view, metrics, argv, clock);
    endpoints.server.setExecutor(endpoints.executor);
    endpoints.server.createContext("/", endpoints::handle);
    endpoints.server.start();
    return endpoints;
  }

  /** The address that is listened on, its port never 0. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Closes at once, running answers included: the supervisor's exit must not wait for a client. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }

  private static HttpServer bind(HttpAddress address) throws HttpUnavailable {
    try {
      return HttpServer.create(socketAddress(address), 0);
    } catch (UnknownHostException e) {
      throw new HttpUnavailable(
          "QEMU_HTTP must be an address of this pod, was "
              + display(address)
              + ", which no resolver knows; use :"
              + address.port()
              + " to listen on every address",
          e);
    } catch (IOException e) {
      throw new HttpUnavailable(
          "QEMU_HTTP must be an address that can be listened on, was "
              + display(address)
              + " ("
              + e.getMessage()
              + "); choose another port, end what uses it, or set QEMU_HTTP=off",
          e);
    }
  }

  private static InetSocketAddress socketAddress(HttpAddress address) throws UnknownHostException {
    return address.host().isPresent()
        ? new InetSocketAddress(InetAddress.getByName(address.host().get()), address.port())
        : new InetSocketAddress(address.port());
  }

  private static String display(HttpAddress address) {
    String host = address.host().orElse("");
    return (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
        + ":"
        + address.port();
  }

  /**
   * The JDK's server reads these properties (documented with module jdk.httpserver) when it is
   * first used, and has no other way to bound a client that is slow or comes too often.
   */
  private static void limitClients() {
    setUnlessSet("sun.net.httpserver.maxReqTime", "10");
    setUnlessSet("sun.net.httpserver.maxRspTime", "30");
    // How often it looks for those: each second, if it is not told, on an idle pod too.
    setUnlessSet("sun.net.httpserver.timerMillis", "5000");
    // Beyond it, whoever comes is turned away: far more than idle clients in a pod's network open.
    setUnlessSet("jdk.httpserver.maxConnections", "2000");
    // Else the second packet of an answer waits 40 ms for the client's delayed acknowledgement.
    setUnlessSet("sun.net.httpserver.nodelay", "true");
  }

  private static void setUnlessSet(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer;
      try {
        answer = answer(exchange);
      } catch (RuntimeException e) {
        // Without an answer the client would see a closed connection and no reason.
        answer = Answer.problem(500, "internal error: " + e);
      }
      send(exchange, answer);
    }
  }

  private Answer answer(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    Supplier<Answer> page =
        switch (path == null ? "" : path) {
          case "/metrics" -> () -> metrics(exchange.getRequestHeaders().getFirst("Accept"));
          case "/startupz" -> () -> health(Probe.STARTUP);
          case "/livez" -> () -> health(Probe.LIVE);
          case "/readyz" -> () -> health(Probe.READY);
          case "/status" -> this::status;
          default ->
              () ->
                  Answer.problem(
                      404,
                      "there are /metrics, /startupz, /livez, /readyz and /status, no " + path);
        };
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", ALLOWED);
      return Answer.problem(405, "only " + ALLOWED + " are answered, not " + method);
    }
    return page.get();
  }

  private Answer metrics(@Nullable String accept) {
    Scrape scrape = metrics.scrape(accept == null ? "" : accept);
    return new Answer(200, scrape.contentType(), scrape.body());
  }

  private Answer status() {
    return Answer.json(200, StatusPage.json(view.get(), argv.get(), clock.instant()));
  }

  private Answer health(Probe probe) {
    VmView current = view.get();
    Instant now = clock.instant();
    Verdict verdict = probe.judge(current, now);
    JsonWriter json = new JsonWriter().beginObject();
    json.name("ok").value(verdict.ok());
    json.name("reason").value(verdict.reason());
    json.name("phase").value(current.phase().name().toLowerCase(Locale.ROOT));
    current.runState().map(RunState::qapiName).ifPresent(state -> json.name("state").value(state));
    json.name("age_seconds").value(Duration.between(current.loopTick(), now).toMillis() / 1e3);
    return Answer.json(verdict.ok() ? 200 : 503, json.endObject().toString());
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.contentType());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    exchange.sendResponseHeaders(answer.status(), body.length);
    exchange.getResponseBody().write(body);
  }
}
