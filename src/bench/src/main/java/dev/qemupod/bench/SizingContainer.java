package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
import java.util.concurrent.locks.LockSupport;

/** A container of the image with a memory limit, as a pod has it. */
final class SizingContainer {
  private static final Duration ONE_ANSWER = Duration.ofSeconds(20);
  private static final Duration BETWEEN_PROBES = Duration.ofMillis(50);

  /** An emulated guest with gigabytes to write, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int HTTP_PORT = 9180;
  private static final int HTTP_OK = 200;

  private final SizingPodman podman;
  private final String name;
  private final Process attached;
  private final ConsoleReader console;
  private final Path log;
  private final HttpClient client = HttpClient.newHttpClient();
  private long pid;
  private String address = "";

  private SizingContainer(SizingPodman podman, String name, Process attached, Path log) {
    this.podman = podman;
    this.name = name;
    this.attached = attached;
    this.console = ConsoleReader.of(attached.getInputStream());
    this.log = log;
  }

  /**
   * Creates the container, drops what the creation has left of its files in the page cache, so that
   * the container is charged for what it reads, and starts it.
   */
  static SizingContainer start(
      SizingPodman podman, Layout layout, String name, List<String> options, Path log)
      throws IOException, InterruptedException, BenchException {
    List<String> create =
        new ArrayList<>(List.of("create", "--interactive", "--no-healthcheck", "--name=" + name));
    create.addAll(options);
    var _ = podman.run(create);
    try {
      String root = podman.run(List.of("mount", name));
      var _ =
          Commands.output(
              layout.work().resolve("tool.stderr"),
              Map.of(),
              List.of(layout.evict().toString(), root));
      var _ = podman.run(List.of("unmount", name));
      Process attached =
          podman
              .command(List.of("start", "--attach", "--interactive", name))
              .redirectError(log.toFile())
              .start();
      return new SizingContainer(podman, name, attached, log);
    } catch (IOException | InterruptedException | BenchException failure) {
      podman.remove(name);
      throw failure;
    }
  }

  /** Waits until the kernel knows its PID 1. */
  void awaitStart() throws IOException, InterruptedException, BenchException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (pid == 0) {
      requireAlive(deadline, "has not started");
      LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
      JsonNode state =
          new ObjectMapper().readTree(podman.run(List.of("container", "inspect", name))).get(0);
      pid = state.at("/State/Pid").asLong();
      for (JsonNode network : state.at("/NetworkSettings/Networks")) {
        address = network.path("IPAddress").asText();
      }
    }
  }

  /** The process id of its PID 1, seen from here. */
  long pid() {
    return pid;
  }

  /** Its address, seen from here. */
  String address() {
    return address;
  }

  /** The process id of qemu, seen from here; waits for it. */
  long awaitQemu() throws BenchException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<ProcessHandle> qemu =
          ProcessHandle.of(pid).stream()
              .flatMap(ProcessHandle::children)
              .filter(child -> child.info().command().orElse("").contains("qemu-system"))
              .findFirst();
      if (qemu.isPresent()) {
        return qemu.get().pid();
      }
      requireAlive(deadline, "has started no qemu");
      LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
    }
  }

  private void requireAlive(long deadline, String otherwise) throws BenchException {
    if (System.nanoTime() > deadline || !attached.isAlive()) {
      throw new BenchException("the container " + otherwise + story());
    }
  }

  /** Types a line on the guest's console and waits for a line that begins so. */
  String ask(String line, String answer) throws IOException, InterruptedException, BenchException {
    long mark = console.count();
    attached.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    attached.getOutputStream().flush();
    return await(mark, answer);
  }

  /** The latest lines of the guest's console. */
  List<String> lines() {
    return console.linesFrom(0);
  }

  /** Waits for a line of the guest's console. */
  String await(long mark, String answer) throws InterruptedException, BenchException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<String> found =
          console.awaitFrom(
              mark, text -> text.startsWith(answer) || refusal(text), Duration.ofSeconds(1));
      if (found.isPresent() && found.get().startsWith(answer)) {
        return found.get();
      }
      if (found.isPresent()) {
        throw new BenchException(found.get());
      }
      requireAlive(deadline, "never said " + answer);
    }
  }

  /** What the guest says where it can not do what it was asked to, or knows no such command. */
  private static boolean refusal(String line) {
    return line.startsWith("GUEST-ERROR") || line.startsWith("GUEST-UNKNOWN-COMMAND");
  }

  /** A GET of one of the supervisor's pages; empty if it is not there yet. */
  Optional<HttpResponse<String>> get(String path) throws InterruptedException {
    URI uri = URI.create("http://" + address + ":" + HTTP_PORT + path);
    try {
      return Optional.of(
          client.send(
              HttpRequest.newBuilder(uri).timeout(ONE_ANSWER).build(),
              HttpResponse.BodyHandlers.ofString()));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Waits for /readyz. */
  void awaitReady() throws InterruptedException, BenchException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (get("/readyz").map(HttpResponse::statusCode).orElse(0) != HTTP_OK) {
      requireAlive(deadline, "was never ready");
      LockSupport.parkNanos(BETWEEN_PROBES.toNanos());
    }
  }

  /** Asks it to stop, as the kubelet does; its exit code. */
  int stop() throws IOException, InterruptedException, BenchException {
    var _ = podman.run(List.of("stop", "--time=60", name));
    return exitCode();
  }

  /** The exit code; 0 while it runs. */
  int exitCode() throws IOException, InterruptedException, BenchException {
    return Integer.parseInt(
        podman.run(List.of("container", "inspect", "--format={{.State.ExitCode}}", name)));
  }

  private String story() {
    try {
      return "; its log:\n" + Files.readString(log);
    } catch (IOException failure) {
      return "; its log can not be read: " + failure;
    }
  }

  /** Leaves nothing of it. */
  void remove() throws IOException, InterruptedException, BenchException {
    client.close();
    podman.remove(name);
    attached.destroyForcibly();
  }

  /** The options of podman create for these variables and a memory limit without swap. */
  static List<String> options(
      int mebibytes, Map<String, String> variables, Map<Path, String> volumes, String image) {
    List<String> options =
        new ArrayList<>(List.of("--memory=" + mebibytes + "m", "--memory-swap=" + mebibytes + "m"));
    new TreeMap<>(variables).forEach((name, value) -> options.add("--env=" + name + "=" + value));
    volumes.forEach((host, inside) -> options.add("--volume=" + host + ":" + inside));
    options.add(image);
    return options;
  }
}
