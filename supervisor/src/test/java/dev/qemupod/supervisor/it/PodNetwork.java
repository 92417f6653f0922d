package dev.qemupod.supervisor.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network namespace with its own sysfs, as a pod has, which outlives what runs in it. */
final class PodNetwork implements AutoCloseable {
  private final Process holder;

  private PodNetwork(Process holder) {
    this.holder = holder;
  }

  /** One that these words of a shell have set up. */
  static PodNetwork of(String script) throws IOException {
    String all = "mount -t sysfs sysfs /sys && ip link set lo up && " + script;
    Process holder =
        new ProcessBuilder(
                "unshare", "--net", "--mount", "sh", "-c", all + " && echo made && exec cat")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader said = holder.inputReader();
    assertEquals("made", said.readLine());
    return new PodNetwork(holder);
  }

  /** The supervisor, run in it. */
  SupervisorProcess start(Map<String, String> variables, String... arguments) throws IOException {
    return startUnder(List.of(), variables, arguments);
  }

  /** The supervisor, run in it by another program, such as setpriv, that these words begin. */
  SupervisorProcess startUnder(
      List<String> program, Map<String, String> variables, String... arguments) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "nsenter",
                "--net",
                "--mount",
                // Else it begins in the root.
                "--wd=" + Path.of("").toAbsolutePath(),
                "--target",
                Long.toString(holder.pid())));
    words.addAll(program);
    return SupervisorProcess.startUnder(words, variables, arguments);
  }

  /** What a program in it says. */
  String inside(String script) {
    return inside(holder.pid(), script);
  }

  /** What a program in that process's network says. */
  static String inside(long pid, String script) {
    try {
      Process process =
          new ProcessBuilder(
                  "nsenter", "--net", "--target", Long.toString(pid), "bash", "-c", script)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var _ = process.waitFor();
      return output;
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** What a supervisor in a network of its own answers. */
  static String get(SupervisorProcess vm, String path) {
    return inside(
        vm.supervisor().pid(),
        "exec 3<>/dev/tcp/127.0.0.1/%d && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3"
            .formatted(vm.httpPort(), path));
  }

  /** The value of the first series of this name; {@code absent} without one. */
  static String valueOf(String metrics, String name) {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElse("absent");
  }

  @Override
  public void close() {
    holder.destroyForcibly();
  }

  /** Gives the micro Linux an address beside the network's 10.9.9.1, and has it reach that. */
  static void join(SupervisorProcess vm) throws Exception {
    vm.type("shell");
    vm.type("ip addr flush dev eth0; ip addr add 10.9.9.2/24 dev eth0");
    vm.type("until ping -c 1 -W 2 10.9.9.1 >/dev/null; do :; done; echo PING''ED");
    vm.awaitConsole("PINGED");
  }
}
