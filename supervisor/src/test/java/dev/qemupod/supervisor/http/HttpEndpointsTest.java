package dev.qemupod.supervisor.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.qemupod.supervisor.config.HttpAddress;
import dev.qemupod.supervisor.lifecycle.Phase;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.lifecycle.VmViews;
import dev.qemupod.supervisor.metrics.Scrape;
import dev.qemupod.supervisor.qmp.RunState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class HttpEndpointsTest {
  private static final HttpAddress ANY_PORT = new HttpAddress(Optional.of("127.0.0.1"), 0);

  private final AtomicReference<VmView> view = new AtomicReference<>(VmViews.running());
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpEndpoints endpoints;

  @BeforeEach
  void start() throws Exception {
    endpoints = start(ANY_PORT);
  }

  @AfterEach
  void stop() {
    endpoints.close();
    client.shutdownNow();
  }

  private HttpEndpoints start(HttpAddress address) throws HttpUnavailable {
    return HttpEndpoints.start(
        address,
        view::get,
        accept -> new Scrape("text/plain; version=0.0.4", "accept " + accept + "\n"),
        () -> List.of("qemu-system-x86_64", "-name", "a \"b\""),
        InstantSource.fixed(VmViews.NOW));
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.noBody()).build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + endpoints.address().getPort() + path);
  }

  private static JsonNode json(HttpResponse<String> response) throws Exception {
    return new JsonMapper().readTree(response.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/readyz"})
  void whatAHostileGuestHadQuotedDrivesNoTerminal(String path) throws Exception {
    String hostile = "\u001b]0;owned\u0007\u001b[2J\u009b31m\u202egone\r\nERROR";
    VmView.GateView closed = new VmView.GateView(false, hostile);
    view.set(VmViews.withIgnitionFailed(VmViews.running(), closed, hostile));

    String body = send("GET", path).body();

    assertTrue(body.contains("\\u001b]0;owned\\u0007"), body);
    assertEquals(1, body.lines().count(), body);
    assertTrue(body.chars().noneMatch(each -> each < 0x20 && each != '\n'), body);
    assertTrue(body.chars().noneMatch(each -> each >= 0x7f && each < 0xa0), body);
    assertTrue(body.chars().noneMatch(each -> each == 0x202e), body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/startupz", "/livez", "/readyz"})
  void aHealthyVmAnswersEveryProbeWithYes(String path) throws Exception {
    HttpResponse<String> response = send("GET", path);

    assertEquals(200, response.statusCode());
    assertEquals("application/json", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals("no-store", response.headers().firstValue("Cache-Control").orElse(""));
    assertTrue(json(response).get("ok").asBoolean());
    assertEquals("running", json(response).get("state").asText());
    assertEquals(0.4, json(response).get("age_seconds").asDouble());
  }

  @Test
  void aStoppingVmIsLiveAndNotReadyAndStillScraped() throws Exception {
    view.set(VmViews.view(Phase.STOPPING, Optional.of(RunState.RUNNING), true));

    assertEquals(503, send("GET", "/readyz").statusCode());
    assertEquals(
        "{\"ok\":false,\"reason\":\"the VM is being"
            + " stopped\",\"phase\":\"stopping\",\"state\":\"running\",\"age_seconds\":0.4}\n",
        send("GET", "/readyz").body());
    assertEquals(200, send("GET", "/livez").statusCode());
    assertEquals(200, send("GET", "/metrics").statusCode());
  }

  @Test
  void metricsHaveTheContentTypeOfTheirWriterAndSeeTheAcceptHeader() throws Exception {
    HttpResponse<String> response =
        client.send(
            HttpRequest.newBuilder(uri("/metrics"))
                .header("Accept", "application/openmetrics-text")
                .build(),
            BodyHandlers.ofString());

    assertEquals(200, response.statusCode());
    assertEquals(
        "text/plain; version=0.0.4", response.headers().firstValue("Content-Type").orElse(""));
    assertEquals("accept application/openmetrics-text\n", response.body());
    assertEquals("accept \n", send("GET", "/metrics?x=1").body());
  }

  @Test
  void statusShowsPlanArgvStateCountersAndEvents() throws Exception {
    JsonNode status = json(send("GET", "/status"));

    assertEquals("running", status.at("/state").asText());
    assertEquals(236L << 20, status.at("/plan/headroom/total_bytes").asLong());
    assertEquals("supervisor", status.at("/plan/headroom/parts/1/name").asText());
    assertEquals("a \"b\"", status.at("/argv/2").asText());
    assertEquals(2, status.at("/counters/resets/guest~1guest-reset").asLong());
    assertEquals("12:00:00 the VM is running", status.at("/events/0").asText());
    assertEquals(0.14, status.at("/startup_seconds/running").asDouble());
    assertEquals("TCG: /dev/kvm is absent", status.at("/accelerator/reason").asText());
    assertTrue(status.at("/probes/ready/ok").asBoolean());
    assertEquals(1.0, status.at("/qemu/last_qmp_reply_age_seconds").asDouble());
    assertEquals(1024L << 20, status.at("/resize/memory_limit_bytes").asLong());
    assertEquals(788L << 20, status.at("/resize/memory_bytes").asLong());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/", "/livez2", "/status/x", "/%00"})
  void otherPathsAreNotFoundAndNameTheOnesThereAre(String path) throws Exception {
    HttpResponse<String> response = send("GET", path);

    assertEquals(404, response.statusCode());
    assertTrue(json(response).get("error").asText().contains("/metrics"), response.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
  void otherMethodsAreRefusedAndToldWhatIsAllowed(String method) throws Exception {
    HttpResponse<String> response = send(method, "/livez");

    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", response.headers().firstValue("Allow").orElse(""));
  }

  @ParameterizedTest
  @CsvSource({"/livez,200", "/metrics,200", "/status,200", "/nothing,404"})
  void headHasTheHeadersOfGetAndNoBody(String path, int code) throws Exception {
    HttpResponse<String> get = send("GET", path);
    HttpResponse<String> head = send("HEAD", path);

    assertEquals(code, head.statusCode());
    assertEquals("", head.body());
    assertEquals(
        get.headers().firstValue("Content-Length"), head.headers().firstValue("Content-Length"));
    assertEquals(
        get.headers().firstValue("Content-Type"), head.headers().firstValue("Content-Type"));
  }

  @Test
  void clientsThatSendNothingDoNotKeepAProbeFromBeingAnswered() throws Exception {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int client = 0; client < 40; client++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoints.address().getPort());
        socket.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
        silent.add(socket);
      }
      assertEquals(200, send("GET", "/livez").statusCode());
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void aViewThatThrowsIsAnInternalErrorAndNotAClosedConnection() throws Exception {
    endpoints.close();
    endpoints =
        HttpEndpoints.start(
            ANY_PORT,
            () -> {
              throw new IllegalStateException("no view");
            },
            accept -> new Scrape("text/plain", ""),
            List::of,
            InstantSource.system());

    assertEquals(500, send("GET", "/livez").statusCode());
  }

  @Test
  void aPortInUseIsExplainedWithTheVariableAndTheFix() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpAddress address = new HttpAddress(Optional.of("127.0.0.1"), taken.getLocalPort());

      HttpUnavailable problem = assertThrows(HttpUnavailable.class, () -> start(address));

      assertEquals(
          "QEMU_HTTP must be an address that can be listened on, was 127.0.0.1:"
              + taken.getLocalPort()
              + " (Address already in use); choose another port, end what uses it, or set"
              + " QEMU_HTTP=off",
          problem.getMessage());
    }
  }

  @Test
  void anAddressOfAnotherHostIsExplained() {
    HttpUnavailable problem =
        assertThrows(
            HttpUnavailable.class, () -> start(new HttpAddress(Optional.of("192.0.2.1"), 9180)));

    String message = String.valueOf(problem.getMessage());
    assertTrue(message.startsWith("QEMU_HTTP must be"), message);
    assertTrue(message.contains("was 192.0.2.1:9180"), message);
  }

  @Test
  void anIpv6AddressIsListenedOnAndAsked() throws Exception {
    try (HttpEndpoints six = start(new HttpAddress(Optional.of("::1"), 0))) {
      HttpAddress address = new HttpAddress(Optional.of("::1"), six.address().getPort());

      assertTrue(HealthClient.ask(address, Probe.LIVE, Duration.ofSeconds(5)).ok());
    }
  }

  @Test
  void everyAddressIsListenedOnWithoutAHost() throws Exception {
    try (HttpEndpoints all = start(new HttpAddress(Optional.empty(), 0))) {
      int port = all.address().getPort();

      for (String host : List.of("127.0.0.1", "0.0.0.0", "::")) {
        HttpAddress address = new HttpAddress(Optional.of(host), port);
        assertTrue(HealthClient.ask(address, Probe.READY, Duration.ofSeconds(5)).ok(), host);
      }
    }
  }

  @Test
  void theHealthCommandTellsTheVerdictWithItsReason() {
    view.set(VmViews.view(Phase.RUNNING, Optional.of(RunState.IO_ERROR), true));
    HttpAddress address = new HttpAddress(Optional.of("127.0.0.1"), endpoints.address().getPort());

    Verdict ready = HealthClient.ask(address, Probe.READY, Duration.ofSeconds(5));

    assertFalse(ready.ok());
    assertTrue(ready.reason().contains("the VM is io-error"), ready.reason());
    assertTrue(HealthClient.ask(address, Probe.LIVE, Duration.ofSeconds(5)).ok());
    assertTrue(HealthClient.ask(address, Probe.STARTUP, Duration.ofSeconds(5)).ok());
  }

  @Test
  void aSupervisorThatIsNotThereIsNotHealthy() {
    HttpAddress address = new HttpAddress(Optional.of("127.0.0.1"), endpoints.address().getPort());
    endpoints.close();

    Verdict verdict = HealthClient.ask(address, Probe.LIVE, Duration.ofSeconds(5));

    assertFalse(verdict.ok());
    assertTrue(verdict.reason().contains("QEMU_HTTP"), verdict.reason());
  }

  @Test
  void aSupervisorThatHangsIsNotHealthyInTime() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpAddress address = new HttpAddress(Optional.of("127.0.0.1"), mute.getLocalPort());

      Verdict verdict = HealthClient.ask(address, Probe.LIVE, Duration.ofMillis(50));

      assertFalse(verdict.ok());
      assertTrue(verdict.reason().contains("timed out"), verdict.reason());
    }
  }

  @ParameterizedTest
  @CsvSource({"startup,/startupz", "live,/livez", "ready,/readyz"})
  void theWordOfTheHealthCommandNamesTheEndpoint(String word, String path) {
    assertEquals(path, Probe.ofWord(word).orElseThrow().path());
    assertTrue(Probe.ofWord(word + "z").isEmpty());
  }
}
