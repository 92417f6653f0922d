package dev.qemupod.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A VM that one of the launchers has started, seen through its console. */
final class PeerVm {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final ConsoleReader console;
  private final Path errors;
  private final long started;

  private PeerVm(Process process, Path errors, long started) {
    this.process = process;
    this.console = ConsoleReader.of(process.getInputStream());
    this.errors = errors;
    this.started = started;
  }

  /** Starts it with this environment and nothing of our own. */
  static PeerVm start(List<String> command, Map<String, String> environment, Path errors)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    long started = System.nanoTime();
    return new PeerVm(builder.start(), errors, started);
  }

  /**
   * What tells the supervisor to run the micro Linux, with one vCPU.
   *
   * @param path where it finds qemu
   * @param accelerator kvm or tcg
   * @param append the kernel's command line
   * @param httpPort of 127.0.0.1, for its endpoints
   */
  static Map<String, String> microLinux(
      Layout layout, String path, String accelerator, String append, int httpPort) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", path);
    environment.put("QEMU_ACCEL", accelerator);
    environment.put("QEMU_CPU", "1");
    environment.put("QEMU_KERNEL", layout.kernel().toString());
    environment.put("QEMU_INITRD", layout.plainInitrd().toString());
    environment.put("QEMU_APPEND", append);
    environment.put("QEMU_NO_SSH", "1");
    environment.put("QEMU_HTTP", "127.0.0.1:" + httpPort);
    return environment;
  }

  /** Milliseconds from its start to the first line that has this text. */
  double awaitMilliseconds(String text) throws IOException, InterruptedException, BenchException {
    OptionalLong seen = console.await(line -> line.contains(text), PATIENCE);
    if (seen.isEmpty()) {
      throw new BenchException("the guest never said " + text + story());
    }
    return (seen.getAsLong() - started) / 1e6;
  }

  /** Milliseconds from its start to the first answer of a port. */
  double awaitMilliseconds(AnswerProbe probe)
      throws IOException, InterruptedException, BenchException {
    try {
      return (probe.await(PATIENCE) - started) / 1e6;
    } catch (BenchException failure) {
      throw new BenchException(failure.getMessage() + story());
    }
  }

  /** Types a line on the guest's console, and waits for one that begins so. */
  String ask(String line, String answer) throws IOException, InterruptedException, BenchException {
    long before = console.count();
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
    input.flush();
    Optional<String> found =
        console.awaitFrom(
            before, said -> said.startsWith(answer) || said.startsWith("GUEST-ERROR"), PATIENCE);
    if (found.isEmpty() || !found.get().startsWith(answer)) {
      throw new BenchException("'" + line + "' was answered by " + found + story());
    }
    return found.get();
  }

  /** What it has said on its console when this line comes. */
  List<String> linesUntil(String text, Duration patience)
      throws IOException, InterruptedException, BenchException {
    if (console.await(text, patience).isEmpty()) {
      throw new BenchException("the guest never said " + text + story());
    }
    return console.linesFrom(0);
  }

  private String story() throws IOException {
    List<String> lines = console.linesFrom(Math.max(0, console.count() - 20));
    return "; its console ends with\n"
        + String.join("\n", lines)
        + "\nand it said\n"
        + Files.readString(errors);
  }
}
