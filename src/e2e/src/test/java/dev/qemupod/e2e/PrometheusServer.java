package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A Prometheus of this test alone, with the alert rules people apply and one pod to scrape. */
final class PrometheusServer implements AutoCloseable {
  private static final Duration ONE_TRY = Duration.ofSeconds(10);

  private final Process process;
  private final Captured log;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private PrometheusServer(Process process, int port) {
    this.process = process;
    this.log = Captured.of(process.getInputStream());
    this.port = port;
  }

  /**
   * Starts it.
   *
   * @param directory an empty one, for its data
   * @param target host and port of the pod's metrics
   */
  static PrometheusServer start(Path directory, String target, Path rules) throws Exception {
    int port = freePort();
    // The labels are those that a PodMonitor adds.
    Path config =
        Files.writeString(
            directory.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            rule_files: ["%s"]
            scrape_configs:
              - job_name: qemu-pod
                static_configs:
                  - targets: ["%s"]
                    labels: {namespace: vms, pod: vm-0, container: vm, endpoint: metrics}
            """
                .formatted(rules, target));
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--log.level=warn")
            .redirectErrorStream(true)
            .start();
    PrometheusServer server = new PrometheusServer(process, port);
    try {
      assertTrue(Patience.until(Patience.GUEST, server::hasScraped), "it scraped nothing");
      return server;
    } catch (Exception | AssertionError failure) {
      server.close();
      throw new AssertionError("Prometheus did not start:\n" + server.log.text(), failure);
    }
  }

  private boolean hasScraped() throws Exception {
    if (!process.isAlive()) {
      return fail("it ended with " + process.exitValue());
    }
    try {
      return get("/api/v1/targets").at("/activeTargets/0/health").asText().equals("up");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The series that an expression gave at that time. */
  List<JsonNode> query(String expression, Instant at) throws Exception {
    List<JsonNode> series = new ArrayList<>();
    String query = "query=" + encoded(expression) + "&time=" + at;
    get("/api/v1/query?" + query).path("result").forEach(series::add);
    return series;
  }

  /** The series that an expression gave, a value a second. */
  JsonNode range(String expression, Instant begin, Instant end)
      throws IOException, InterruptedException {
    String range = "&start=" + begin.getEpochSecond() + "&end=" + end.getEpochSecond() + "&step=1";
    return get("/api/v1/query_range?query=" + encoded(expression) + range).path("result");
  }

  /** A query of the dashboard as Grafana sends it for this pod. */
  static String asOfGrafana(String expression, String rateInterval) {
    return expression
        .replace("$__rate_interval", rateInterval)
        .replace("$namespace", "vms")
        .replace("$pod", "vm-0");
  }

  /** The one value that an expression gave at that time. */
  double value(String expression, Instant at) throws Exception {
    List<JsonNode> series = query(expression, at);
    assertEquals(1, series.size(), () -> expression + " gives " + series);
    return series.getFirst().at("/value/1").asDouble();
  }

  /** The data of an answer, which has to be a success. */
  JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri).timeout(ONE_TRY).build(),
            HttpResponse.BodyHandlers.ofString());
    JsonNode answer = new ObjectMapper().readTree(response.body());
    assertEquals("success", answer.path("status").asText(), () -> path + "\n" + answer);
    return answer.path("data");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    client.close();
  }
}
