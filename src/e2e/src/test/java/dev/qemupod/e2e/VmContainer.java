package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container that runs, or ran, and everything that it says. */
final class VmContainer {
  /** Health and metrics, unless QEMU_HTTP says otherwise. */
  private static final int HTTP_PORT = 9180;

  private final String name;
  private final Process follower;
  private final Captured console;
  private final Captured log;

  private VmContainer(String name, Process follower) {
    this.name = name;
    this.follower = follower;
    this.console = Captured.of(follower.getInputStream());
    this.log = Captured.of(follower.getErrorStream());
  }

  /** Starts a container and stays attached to it, with its standard input open. */
  static VmContainer run(String name, VmSpec spec) throws IOException {
    return new VmContainer(name, Podman.command(spec.podmanRun(name)).start());
  }

  /** Follows the log of a container that podman kube play started. */
  static VmContainer follow(String name) throws IOException {
    return new VmContainer(name, Podman.command(List.of("logs", "--follow", name)).start());
  }

  // ---- what it says ----

  /** Waits for a text of the guest's console. */
  void awaitConsole(String text) throws InterruptedException {
    awaitConsole(text, Patience.GUEST);
  }

  /** The same with a patience of its own. */
  void awaitConsole(String text, Duration patience) throws InterruptedException {
    if (!console.await(text, patience)) {
      fail("the console never said \"" + text + "\"");
    }
  }

  /** Waits for a line of the guest's console, and gives the pattern's first group. */
  String awaitConsoleField(String pattern) throws Exception {
    Pattern compiled = Pattern.compile(pattern);
    if (!Patience.until(Patience.GUEST, () -> compiled.matcher(console()).find())) {
      fail("the console never said " + pattern);
    }
    Matcher matcher = compiled.matcher(console());
    assertTrue(matcher.find());
    return matcher.group(1);
  }

  /** Waits for a text of the supervisor's log. */
  void awaitLog(String text) throws InterruptedException {
    awaitLog(text, Patience.GUEST);
  }

  /** The same with a patience of its own. */
  void awaitLog(String text, Duration patience) throws InterruptedException {
    if (!log.await(text, patience)) {
      fail("the log never said \"" + text + "\"");
    }
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

  /** Types a line on the guest's console. */
  void type(String line) throws IOException {
    OutputStream in = follower.getOutputStream();
    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    in.flush();
  }

  // ---- what is done to it ----

  /** Runs a command in the container. */
  Outcome exec(String... command) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("exec", name));
    arguments.addAll(List.of(command));
    return Outcome.of(Podman.command(arguments));
  }

  /** Asks the container to stop, as the kubelet does, and waits until it has. */
  void stop() throws IOException, InterruptedException {
    stop(Duration.ofSeconds(60));
  }

  /** The same with another grace period. */
  void stop(Duration grace) throws IOException, InterruptedException {
    Outcome.of(
            Podman.command(List.of("stop", "--time=" + grace.toSeconds(), name)),
            grace.plus(Patience.GUEST))
        .orFail();
  }

  /** Waits for the container's own end, and gives its exit code. */
  int awaitExit() throws IOException, InterruptedException {
    assertTrue(console.awaitEnd(Patience.GUEST), "the container did not end");
    assertTrue(log.awaitEnd(Patience.GUEST), "the container did not end");
    return inspect().at("/State/ExitCode").asInt(-1);
  }

  // ---- what it is ----

  String name() {
    return name;
  }

  JsonNode inspect() throws IOException, InterruptedException {
    return Podman.inspect(name);
  }

  /** The pod's address, as the cluster sees it. */
  private String address() throws IOException, InterruptedException {
    for (JsonNode network : inspect().at("/NetworkSettings/Networks")) {
      String address = network.path("IPAddress").asText();
      if (!address.isEmpty()) {
        return address;
      }
    }
    return fail("the container has no address");
  }

  /** How often the kernel killed something in this container for want of memory. */
  long oomKills() throws IOException, InterruptedException {
    String counters =
        exec(
                "/bin/sh",
                "-c",
                "cd /sys/fs/cgroup; if [ -e memory.events ]; then cat memory.events;"
                    + " else cat memory/memory.oom_control; fi")
            .orFail()
            .out();
    Matcher matcher = Pattern.compile("(?m)^oom_kill (\\d+)$").matcher(counters);
    assertTrue(matcher.find(), counters);
    return Long.parseLong(matcher.group(1));
  }

  /** The ports of the pod. */
  PodPorts ports() throws IOException, InterruptedException {
    return new PodPorts(address(), follower::isAlive);
  }

  /** Host and port of what a Prometheus scrapes. */
  String metricsAddress() throws IOException, InterruptedException {
    return address() + ":" + HTTP_PORT;
  }

  /** A GET of the supervisor's own endpoint; waits until it is there. */
  HttpResponse<String> get(String path) throws Exception {
    return ports().get(HTTP_PORT, path);
  }

  /** The supervisor's own view. */
  JsonNode status() throws Exception {
    HttpResponse<String> response = get("/status");
    assertEquals(200, response.statusCode(), response::body);
    return new ObjectMapper().readTree(response.body());
  }

  // ---- its end ----

  /** Everything that was seen, for a failure's message. */
  String story() throws IOException, InterruptedException {
    StringBuilder story = new StringBuilder("==== container ").append(name);
    story.append("\n---- log\n").append(log.text());
    story.append("\n---- console\n").append(console.text());
    Outcome found = Podman.run("container", "inspect", name);
    if (found.code() == 0) {
      JsonNode container = new ObjectMapper().readTree(found.out()).get(0);
      story.append("\n---- state\n").append(container.path("State").toPrettyString());
      story.append("\n---- environment\n").append(container.at("/Config/Env"));
    }
    return story.append('\n').toString();
  }

  /** Removes the container, running or not. */
  void remove() throws IOException, InterruptedException {
    Podman.run("rm", "--force", "--time=0", "--ignore", "--volumes", name).orFail();
    follower.destroy();
  }
}
