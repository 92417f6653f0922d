package dev.qemupod.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The distribution, running a guest under real qemu without KVM: the same on every machine. */
final class SupervisorRun implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(20);
  private static final Duration BETWEEN_LOOKS = Duration.ofNanos(300_000);
  private static final int HTTP_OK = 200;
  private static final String HOST = "127.0.0.1";

  private final Process process;
  private final ConsoleReader console;
  private final Path log;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private SupervisorRun(Process process, Path log, int port) {
    this.process = process;
    this.console = ConsoleReader.of(process.getInputStream());
    this.log = log;
    this.port = port;
  }

  /**
   * Starts it with a bare-metal guest, which powers off as soon as its power button is pressed;
   * waits until it waits for that and the pod is ready. Nobody types, as in a pod without {@code
   * stdin: true}.
   */
  static SupervisorRun start(Layout layout, String path, Path disk)
      throws IOException, InterruptedException, BenchException {
    SupervisorRun run =
        launch(
            layout,
            Map.of(
                "PATH",
                path,
                "QEMU_RAM",
                "64",
                "QEMU_HDA",
                disk.toString(),
                "QEMU_KERNEL",
                layout.guest().toString(),
                "QEMU_APPEND",
                "pwrbtn"));
    try {
      run.process.getOutputStream().close();
      run.awaitConsole("WAIT-POWERBUTTON");
      run.awaitReady();
      return run;
    } catch (IOException | InterruptedException | BenchException failure) {
      run.close();
      throw failure;
    }
  }

  /**
   * Starts it with these variables, TCG and one vCPU if they say nothing of it, and nothing of our
   * own environment.
   */
  static SupervisorRun launch(Layout layout, Map<String, String> variables) throws IOException {
    return launch(layout, List.of(), variables);
  }

  /** The same, by a program, such as a shell, that these words begin. */
  static SupervisorRun launch(Layout layout, List<String> program, Map<String, String> variables)
      throws IOException {
    int port = freePort();
    Map<String, String> environment = new TreeMap<>(variables);
    environment.put("QEMU_ACCEL", "tcg");
    environment.putIfAbsent("QEMU_CPU", "1");
    environment.put("QEMU_NO_SSH", "1");
    environment.put("QEMU_HTTP", HOST + ":" + port);
    Path log = layout.work().resolve("supervisor.stderr");
    List<String> command = new ArrayList<>(program);
    command.add(layout.supervisor().toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return new SupervisorRun(builder.start(), log, port);
  }

  /** A TCP port that nobody listens on. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Where it answers. */
  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Its process id. */
  long pid() {
    return process.pid();
  }

  /** What the kernel knows of the supervisor. */
  ProcessFacts facts() {
    return new ProcessFacts(process.pid());
  }

  /** When a line of the guest's console was read. */
  long awaitConsole(String text) throws InterruptedException, BenchException, IOException {
    var seen = console.await(text, PATIENCE);
    if (seen.isEmpty()) {
      throw new BenchException("the guest never said " + text + story());
    }
    return seen.getAsLong();
  }

  /** Waits for /readyz. */
  void awaitReady() throws InterruptedException, BenchException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!isReady()) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new BenchException("/readyz was never 200" + story());
      }
      LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
    }
  }

  private boolean isReady() throws InterruptedException {
    try {
      return get("/readyz").statusCode() == HTTP_OK;
    } catch (IOException _) {
      return false; // it does not listen yet
    }
  }

  /** The page of metrics. */
  String scrape() throws IOException, InterruptedException, BenchException {
    HttpResponse<String> response = get("/metrics");
    if (response.statusCode() != HTTP_OK) {
      throw new BenchException("/metrics answered " + response.statusCode() + story());
    }
    return response.body();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(path, "*/*", PATIENCE);
  }

  /** A GET of one of its pages. */
  HttpResponse<String> get(String path, String accept, Duration patience)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + path))
            .header("Accept", accept)
            .timeout(patience)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The guest's console. */
  ConsoleReader console() {
    return console;
  }

  /** Types a line on the guest's console. */
  void type(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    input.flush();
  }

  /** How many of its children have ended without being waited for. */
  int zombies() {
    return Math.toIntExact(process.children().filter(SupervisorRun::isZombie).count());
  }

  private static boolean isZombie(ProcessHandle child) {
    try {
      return new ProcessFacts(child.pid()).isZombie();
    } catch (IOException _) {
      return false; // waited for in between
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** When its only child, qemu, will have ended, whether it is waited for then or not. */
  CompletableFuture<Long> qemuGone() throws BenchException {
    long qemu =
        process
            .children()
            .findFirst()
            .map(ProcessHandle::pid)
            .orElseThrow(() -> new BenchException("the supervisor has no child" + story()));
    return CompletableFuture.supplyAsync(
        () -> {
          while (!isGone(qemu)) {
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
          }
          return System.nanoTime();
        });
  }

  private static boolean isGone(long pid) {
    try {
      return new ProcessFacts(pid).isZombie();
    } catch (IOException _) {
      return true;
    }
  }

  /** Sends SIGTERM, and tells when. */
  long terminate() {
    long sent = System.nanoTime();
    process.toHandle().destroy();
    return sent;
  }

  /** Waits for its end, which must be a clean one, and tells when it came. */
  long awaitEnd() throws InterruptedException, BenchException {
    boolean ended = process.waitFor(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    long now = System.nanoTime();
    if (!ended) {
      throw new BenchException("the supervisor did not end after TERM" + story());
    }
    if (process.exitValue() != 0) {
      throw new BenchException("the supervisor ended with " + process.exitValue() + story());
    }
    return now;
  }

  /** Ends it, in order if that comes to pass in time. */
  void stop(Duration patience) throws InterruptedException {
    if (process.isAlive()) {
      terminate();
      process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS);
    }
    close();
  }

  /** The log, as the end of a failure's message. */
  String story() {
    try {
      return "; its log:\n" + Files.readString(log);
    } catch (IOException failure) {
      return "; its log can not be read: " + failure;
    }
  }

  @Override
  public void close() {
    client.close();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
