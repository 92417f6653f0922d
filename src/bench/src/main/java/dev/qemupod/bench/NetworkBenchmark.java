package dev.qemupod.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares qemu's user network with passt: throughput both ways through a forwarded port, how long
 * a line takes there and back, and what that costs.
 */
final class NetworkBenchmark {
  private static final String USER = "user";
  private static final String PASST = "passt";
  private static final long LIMIT_BYTES = 1L << 30;
  private static final int CPUS = 2;
  private static final Duration TRANSFER = Duration.ofSeconds(5);
  private static final int LINES = 500;
  private static final int CHUNK = 1 << 17;
  private static final int PATIENCE_MILLISECONDS = 30_000;

  private final Layout layout;
  private final String path;
  private final RoundOptions options;
  private final Measured measured = new Measured();

  /** The pod's ports that lead to the guest's echo, discard and chargen. */
  private record Ports(int echo, int discard, int chargen, int http) {
    static Ports free() throws IOException {
      return new Ports(
          SupervisorRun.freePort(),
          SupervisorRun.freePort(),
          SupervisorRun.freePort(),
          SupervisorRun.freePort());
    }

    String forwards() {
      return "127.0.0.1:%d:7/tcp 127.0.0.1:%d:9/tcp 127.0.0.1:%d:19/tcp"
          .formatted(echo, discard, chargen);
    }
  }

  NetworkBenchmark(Layout layout, String path, RoundOptions options) {
    this.layout = layout;
    this.path = path;
    this.options = options;
  }

  /** Runs all rounds. */
  NetworkReport run() throws IOException, InterruptedException, BenchException {
    Files.createDirectories(layout.work());
    Machine machine = Machine.read(layout, path);
    try (PeerPod pod = PeerPod.make(LIMIT_BYTES, CPUS)) {
      for (int round = 0; round < options.rounds(); round++) {
        List<String> order = round % 2 == 0 ? List.of(USER, PASST) : List.of(PASST, USER);
        for (String network : order) {
          measure(pod, network);
          pod.empty();
        }
        System.out.printf("round %d of %d%n", round + 1, options.rounds());
      }
    }
    Map<String, Map<String, Summary>> networks = new TreeMap<>();
    networks.put(USER, measured.of(USER));
    networks.put(PASST, measured.of(PASST));
    return new NetworkReport(
        options.command(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        machine,
        "TCG, " + CPUS + " CPUs, " + (LIMIT_BYTES >> 20) + " MiB, 1 vCPU",
        options.rounds(),
        networks,
        measured.against(PASST));
  }

  private void measure(PeerPod pod, String network)
      throws IOException, InterruptedException, BenchException {
    Ports ports = Ports.free();
    PeerVm vm =
        PeerVm.start(
            pod.within(List.of(layout.supervisor().toString())),
            environment(network, ports),
            layout.work().resolve("network.stderr"));
    measured.note(network, "start: guest ready, ms", vm.awaitMilliseconds("GUEST-READY"));
    requirePasst(network, ports);
    measured.note(network, "memory at rest, PSS of all, MiB", pod.proportionalMebibytes());
    lines(network, ports.echo());
    transfer(pod, network, ports.discard(), "into the guest", NetworkBenchmark::push);
    transfer(pod, network, ports.chargen(), "out of the guest", NetworkBenchmark::pull);
    measured.note(network, "memory after traffic, PSS of all, MiB", pod.proportionalMebibytes());
  }

  private Map<String, String> environment(String network, Ports ports) {
    Map<String, String> environment =
        PeerVm.microLinux(layout, path, "tcg", "console=ttyS0 quiet", ports.http());
    environment.put("QEMU_RAM", "256");
    environment.put("QEMU_NET", network);
    environment.put("QEMU_PORTS", ports.forwards());
    return environment;
  }

  /** Else the user network would be compared with itself. */
  private static void requirePasst(String network, Ports ports)
      throws IOException, InterruptedException, BenchException {
    if (network.equals(USER)) {
      return;
    }
    URI metrics = URI.create("http://127.0.0.1:" + ports.http() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      String page =
          client
              .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      if (!page.contains("qemu_network_fallback{backend=\"passt\"")) {
        throw new BenchException("passt can not be used here; /status would tell why");
      }
    }
  }

  private void lines(String network, int port) throws IOException {
    List<Double> milliseconds = new ArrayList<>();
    try (Socket socket = connect(port)) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      OutputStream out = socket.getOutputStream();
      // Before the first line comes the guest's greeting; a passt of 2023 holds it back until then.
      out.write("line\n".getBytes(StandardCharsets.US_ASCII));
      in.readLine();
      in.readLine();
      for (int i = 0; i < LINES; i++) {
        long begin = System.nanoTime();
        out.write("line\n".getBytes(StandardCharsets.US_ASCII));
        in.readLine();
        milliseconds.add((System.nanoTime() - begin) / 1e6);
      }
    }
    measured.note(network, "a line, median, ms", Summary.quantile(milliseconds, 0.5));
    measured.note(network, "a line, 99 of 100 within, ms", Summary.quantile(milliseconds, 0.99));
  }

  /** Moves bytes until the time is over, and tells how many. */
  @FunctionalInterface
  private interface Mover {
    long move(Socket socket, byte[] chunk, long end) throws IOException;
  }

  private void transfer(PeerPod pod, String network, int port, String way, Mover mover)
      throws IOException {
    try (Socket socket = connect(port)) {
      byte[] chunk = new byte[CHUNK];
      // A passt of 2023 passes nothing on before the client has spoken.
      socket.getOutputStream().write('\n');
      // What fits into the buffers between here and the guest is through at once.
      var _ = mover.move(socket, chunk, System.nanoTime() + TRANSFER.toNanos() / 5);
      double cpu = pod.cpuSeconds();
      long begin = System.nanoTime();
      long bytes = mover.move(socket, chunk, begin + TRANSFER.toNanos());
      double megabytes = bytes / 1e6;
      measured.note(network, way + ", MB/s", megabytes * 1e9 / (System.nanoTime() - begin));
      measured.note(network, way + ", CPU s/GB", (pod.cpuSeconds() - cpu) * 1e3 / megabytes);
    }
  }

  private static long push(Socket socket, byte[] chunk, long end) throws IOException {
    OutputStream out = socket.getOutputStream();
    long bytes = 0;
    while (System.nanoTime() < end) {
      out.write(chunk);
      bytes += chunk.length;
    }
    return bytes;
  }

  private static long pull(Socket socket, byte[] chunk, long end) throws IOException {
    InputStream in = socket.getInputStream();
    long bytes = 0;
    while (System.nanoTime() < end) {
      int count = in.read(chunk);
      if (count < 0) {
        throw new IOException("the guest closed the connection");
      }
      bytes += count;
    }
    return bytes;
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLISECONDS);
    socket.setSoTimeout(PATIENCE_MILLISECONDS);
    socket.setTcpNoDelay(true);
    return socket;
  }
}
