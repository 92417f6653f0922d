package dev.qemupod.supervisor.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.qemupod.supervisor.process.StubQemu;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
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
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The real supervisor in a JVM of its own, with a real qemu below it. */
final class SupervisorProcess implements AutoCloseable {
  /** Long enough for a guest under emulation on a busy machine. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final long POLL_NANOSECONDS = 2_000_000;
  private static final Path GUESTS = Path.of("..", "test-images", "target").toAbsolutePath();

  private final Process process;
  private final Captured console;
  private final Captured log;
  private final int httpPort;

  private SupervisorProcess(Process process, int httpPort) {
    this.process = process;
    this.console = Captured.of(process.getInputStream());
    this.log = Captured.of(process.getErrorStream());
    this.httpPort = httpPort;
  }

  /** Runs the supervisor with these variables and nothing else of the environment but PATH. */
  static SupervisorProcess start(Map<String, String> variables, String... arguments)
      throws IOException {
    return startUnder(List.of(), variables, arguments);
  }

  /** The same, started by another program, such as unshare, that these words begin. */
  static SupervisorProcess startUnder(
      List<String> program, Map<String, String> variables, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.addAll(command(arguments));
    return startCommand(command, variables);
  }

  /** The same, started somehow by this command. */
  static SupervisorProcess startCommand(List<String> command, Map<String, String> variables)
      throws IOException {
    int port = freePort();
    return new SupervisorProcess(builder(command, port, variables).start(), port);
  }

  /** One whose stdout and stderr nobody reads, unless the test does. */
  static Process startUnread(Map<String, String> variables) throws IOException {
    return builder(command(), freePort(), variables).start();
  }

  private static ProcessBuilder builder(
      List<String> command, int port, Map<String, String> variables) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", System.getenv("PATH"));
    environment.put("QEMU_ACCEL", "tcg");
    environment.put("QEMU_NO_SSH", "1");
    environment.put("QEMU_RAM", "256");
    environment.put("QEMU_CPU", "1");
    environment.put("QEMU_HTTP", "127.0.0.1:" + port);
    environment.putAll(variables);
    environment.values().removeIf(String::isEmpty);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }

  /** Direct kernel boot of the micro Linux. */
  static Map<String, String> microLinux() {
    return Map.of(
        "QEMU_KERNEL", guest("micro-linux/vmlinuz"),
        "QEMU_INITRD", guest("micro-linux/initrd.gz"),
        "QEMU_APPEND", "console=ttyS0 no_timer_check quiet");
  }

  /** A stand-in for qemu that does these words. */
  static Map<String, String> stub(String words) throws IOException, InterruptedException {
    return Map.of("QEMU_BIN", StubQemu.path().toString(), "QEMU_EXTRA_ARGS", "-stub " + words);
  }

  /** The bare-metal guest, doing these words. */
  static Map<String, String> bareMetal(String words) {
    return Map.of("QEMU_KERNEL", guest("bare-metal/multiboot.elf"), "QEMU_APPEND", words);
  }

  /** Both maps; the second one's values win. */
  static Map<String, String> with(Map<String, String> base, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(base);
    all.putAll(more);
    return all;
  }

  /** The path of a built test guest. */
  static String guest(String name) {
    Path path = GUESTS.resolve(name).normalize();
    assertTrue(Files.exists(path), path + " is not built: run test-images/build");
    return path.toString();
  }

  /** A TCP port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** The supervisor's command line. */
  static List<String> command(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(machine());
    command.add(ClassArchive.option());
    command.addAll(program());
    command.addAll(List.of(arguments));
    return command;
  }

  /** The Java machine, as the image's launcher has it where it matters here. */
  static List<String> machine() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        // Its own words never get into the guest's console.
        "-Xlog:disable",
        "-Xlog:all=warning:stderr:level,tags",
        "--enable-native-access=ALL-UNNAMED",
        "-Djnr.ffi.asm.enabled=false",
        "-Djdk.reflect.useNativeAccessorOnly=true",
        "-XX:TieredStopAtLevel=1",
        "-XX:CompileThresholdScaling=10",
        "-XX:-UsePerfData",
        // The memory of the image: what the guest or a client can fill, fills it here as well.
        "-XX:+UseSerialGC",
        "-Xmx32m",
        "-Xss512k");
  }

  /** The program, as it is packaged. */
  static List<String> program() {
    return List.of(
        "-cp",
        Path.of("target", "qemu-pod-supervisor.jar") + ":" + Path.of("target", "lib") + "/*",
        "dev.qemupod.supervisor.Main");
  }

  /** Waits for a text of the guest's console. */
  void awaitConsole(String text) throws InterruptedException {
    if (!console.await(text, PATIENCE)) {
      fail("the console never said \"" + text + "\"" + story());
    }
  }

  /** Waits for a whole line of the guest's console; what follows the marker in it. */
  String awaitConsoleLine(String marker) throws InterruptedException {
    awaitConsole(marker);
    if (!console.awaitAfter(marker, "\n", PATIENCE)) {
      fail("the console never ended the line of \"" + marker + "\"" + story());
    }
    String rest = console.text().substring(console.text().indexOf(marker) + marker.length());
    return rest.substring(0, rest.indexOf('\n')).strip();
  }

  /** Waits for a text of the guest's console to be there that often. */
  void awaitConsole(String text, int times) throws InterruptedException {
    if (!console.awaitCount(text, times, PATIENCE)) {
      fail("the console did not say \"" + text + "\" " + times + " times" + story());
    }
  }

  /** Waits for a text of the supervisor's log. */
  void awaitLog(String text) throws InterruptedException {
    if (!log.await(text, PATIENCE)) {
      fail("the log never said \"" + text + "\"" + story());
    }
  }

  /** Waits for a text of the supervisor's log to be there that often. */
  void awaitLog(String text, int times) throws InterruptedException {
    if (!log.awaitCount(text, times, PATIENCE)) {
      fail("the log did not say \"" + text + "\" " + times + " times" + story());
    }
  }

  /** Scrapes until a text is among the metrics. */
  void awaitMetric(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!get("/metrics").body().contains(text)) {
      if (System.nanoTime() - end > 0) {
        fail("the metrics never said \"" + text + "\"" + story());
      }
    }
  }

  /** Types a line on the guest's console. */
  void type(String line) throws IOException {
    write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Sends bytes to the guest's console. */
  void write(byte[] bytes) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(bytes);
    in.flush();
  }

  /** Closes the supervisor's stdin. */
  void closeInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Sends any signal. */
  void signal(String name) throws IOException, InterruptedException {
    kill(name, Long.toString(supervisor().pid()));
  }

  /** Sends a signal to the whole process group that the supervisor leads. */
  void signalGroup(String name) throws IOException, InterruptedException {
    kill(name, "-" + supervisor().pid());
  }

  /** The Java process, wherever it is below the program that started it. */
  ProcessHandle supervisor() {
    return await(() -> find(process.toHandle(), "java"), "the supervisor's process");
  }

  /** The qemu below, or its stand-in. */
  ProcessHandle qemu() {
    return await(() -> find(supervisor(), "qemu"), "qemu's process");
  }

  private static Optional<ProcessHandle> find(ProcessHandle root, String name) {
    return Stream.concat(Stream.of(root), root.descendants())
        .filter(each -> fileName(each).contains(name))
        .findFirst();
  }

  private static String fileName(ProcessHandle process) {
    return Path.of(process.info().command().orElse("gone")).getFileName().toString();
  }

  /** Waits for something that can only be looked for. */
  static <T> T await(Supplier<Optional<T>> look, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    Optional<T> found = look.get();
    while (found.isEmpty() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(POLL_NANOSECONDS);
      found = look.get();
    }
    return found.orElseThrow(() -> new AssertionError(what + " was not seen in time"));
  }

  /** The supervisor's own process id. */
  long pid() {
    return process.pid();
  }

  /** The process id of the qemu below. */
  long qemuPid() {
    return qemu().pid();
  }

  /** Kills qemu behind the supervisor's back. */
  void signalQemu(String name) throws IOException, InterruptedException {
    kill(name, Long.toString(qemuPid()));
  }

  private static void kill(String name, String target) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, "--", target).inheritIO().start();
    assertTrue(kill.waitFor() == 0, "kill -" + name + " " + target);
  }

  /** Waits for the supervisor's end. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      fail("the supervisor did not end" + story());
    }
    assertTrue(console.awaitEnd(PATIENCE) && log.awaitEnd(PATIENCE), "output stays open" + story());
    return process.exitValue();
  }

  /** Where health and metrics are served. */
  int httpPort() {
    return httpPort;
  }

  /** The value of the sample that begins like this; 0 before it can be scraped. */
  double metric(String name) {
    return metric(httpPort, name);
  }

  /** The same, of the supervisor that serves on this port. */
  static double metric(int port, String name) {
    try {
      for (String line : get(port, "/metrics").body().lines().toList()) {
        if (line.startsWith(name)) {
          return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
        }
      }
    } catch (IOException notYet) {
      return 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  /** A GET of the supervisor's own endpoint, which is served a while after the start. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    try {
      return get(httpPort, path);
    } catch (ConnectException early) {
      awaitLog("Health and metrics are served");
      return get(httpPort, path);
    }
  }

  /** A GET of a port on this host. */
  static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(20))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  /** The variable that lets another command find this one. */
  Map<String, String> address() {
    return Map.of("QEMU_HTTP", "127.0.0.1:" + httpPort);
  }

  /** The console so far, a character a byte. */
  String console() {
    return console.text();
  }

  /** The log so far. */
  String log() {
    return log.text();
  }

  /** The last line of the log. */
  String lastLogLine() {
    return log().strip().lines().toList().getLast();
  }

  /** Everything that was seen, for a failure's message. */
  String story() {
    return "\n--- log ---\n" + log.text() + "\n--- console ---\n" + console.text() + "\n---";
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
