import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs the supervisor through what it does in a pod, so that build-dist can record the classes that
 * this takes. They are in the class data archive then: fast to load, and in memory that is shared.
 *
 * <p>There is no qemu where the image is built: {@link StandIn} takes its place. A run that does not
 * end as it should fails, and so does the build.
 *
 * <p>The environment has SUPERVISOR, the launcher. Usage: {@code java Training.java}, or with the
 * file of the archive of all that is not in the archive of the start.
 */
public final class Training {
  private static final long PATIENCE_SECONDS = 60;

  /** Where this file is, the stand-in's guest powers off. */
  static final String POWER_OFF = "power-off";

  private static final int FACILITY_MISSING = 69;
  private static final int QEMU_FAILED_TO_START = 80;

  private final String supervisor;
  private final Path work;

  private Training(String supervisor, Path work) {
    this.supervisor = supervisor;
    this.work = work;
  }

  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory("qemu-pod-training");
    try {
      Training training = new Training(System.getenv("SUPERVISOR"), work);
      if (arguments.length == 0) {
        training.run();
      } else {
        training.archive(Path.of(arguments[0]));
      }
    } finally {
      try (var files = Files.list(work)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(work);
    }
  }

  private void run() throws IOException, InterruptedException {
    Map<String, String> pod = pod("qemu");
    expect(0, start(pod, "--version"));
    expect(0, start(pod, "plan"));
    guest(pod);
    Map<String, String> broken = new TreeMap<>(pod);
    broken.put("QEMU_BIN", script("broken", "echo 'qemu: broken' >&2; exit 1").toString());
    // Where no locale is set, file names are encoded by other classes.
    broken.put("LANG", "C");
    broken.put("QEMU_NO_SERIAL", "1");
    broken.put("QEMU_ACCEL", "auto");
    expect(QEMU_FAILED_TO_START, start(broken));
    expect(QEMU_FAILED_TO_START, start(withKernel(broken)));
    // All that comes before qemu, and then the only quiet end: the machine tells which constants
    // it has resolved when it is halted, but the supervisor's last step is exit_group(2).
    for (String locale : new String[] {"C.UTF-8", "C"}) {
      Map<String, String> impossible = new TreeMap<>(pod);
      impossible.put("LANG", locale);
      // Without setsid(1), which would be executed in qemu's place, and fail in its place.
      impossible.put("PATH", "/nonexistent");
      impossible.put("QEMU_BIN", scriptOf("impossible", "/nonexistent/interpreter").toString());
      expect(FACILITY_MISSING, start(impossible));
    }
  }

  /** The same pod, which boots what it is given instead of what is on its disk. */
  private Map<String, String> withKernel(Map<String, String> pod) throws IOException {
    String file = Files.writeString(work.resolve("kernel"), "a kernel").toString();
    Map<String, String> direct = new TreeMap<>(pod);
    direct.put("QEMU_KERNEL", file);
    direct.put("QEMU_INITRD", file);
    direct.put("QEMU_APPEND", "console=ttyS0");
    return direct;
  }

  /** From the start to the shutdown, with all endpoints asked. */
  private void guest(Map<String, String> pod) throws IOException, InterruptedException {
    Process running = start(pod);
    try {
      askAll(pod, running);
      expect(0, start(pod, "health", "ready"));
      running.toHandle().destroy();
      expect(0, running);
    } finally {
      kill(running);
    }
  }

  /**
   * Makes the archive of the classes of a process that has done all but its last steps. It is
   * killed then, since it can not be relied on after that.
   */
  private void archive(Path file) throws IOException, InterruptedException {
    Map<String, String> pod = pod("deaf-qemu");
    pod.put("QEMU_IGNITION", "{\"ignition\":{\"version\":\"3.4.0\"}}");
    // With a second VM, the classes of the end of the first are loaded in a process that lives on.
    pod.put("QEMU_ON_POWEROFF", "restart");
    // Else the HTTP server looks for idle clients for the first time after ten seconds.
    pod.put("JDK_JAVA_OPTIONS", "-Dsun.net.httpserver.clockTick=250");
    Process running = start(pod);
    try {
      askAll(pod, running);
      Files.createFile(work.resolve(POWER_OFF));
      await(running, "http://" + pod.get("QEMU_HTTP") + "/readyz", 503);
      askAll(pod, running);
      running.toHandle().destroy();
      await(running, "http://" + pod.get("QEMU_HTTP") + "/readyz", 503);
      Process dump =
          new ProcessBuilder(
                  jdkProgram("jcmd"),
                  Long.toString(running.pid()),
                  "VM.cds",
                  "dynamic_dump",
                  file.toString())
              .inheritIO()
              .start();
      expect(0, dump);
      if (!Files.exists(file)) {
        throw new IllegalStateException("jcmd made no " + file);
      }
    } finally {
      kill(running);
    }
  }

  private static void askAll(Map<String, String> pod, Process running)
      throws IOException, InterruptedException {
    String address = "http://" + pod.get("QEMU_HTTP");
    await(running, address + "/readyz", 200);
    for (String path : new String[] {"/startupz", "/livez", "/status", "/metrics", "/metrics"}) {
      if (get(address + path) != 200) {
        throw new IllegalStateException(path + " did not answer with 200");
      }
    }
    awaitMeasurements(running, address + "/metrics");
  }

  /** A measurement of which each part succeeds: what fails has loaded nothing of the rest. */
  private static void awaitMeasurements(Process running, String metrics)
      throws IOException, InterruptedException {
    await(running, "a part of each measurement fails", () -> measured(page(metrics)));
  }

  private static boolean measured(String page) {
    return page.contains("qemu_collector_success{collector=\"iothreads\"} 1")
        && !page.lines().anyMatch(Training::isFailure);
  }

  private static boolean isFailure(String line) {
    // The guest's RAM is the largest mapping of qemu; the stand-in has none like it.
    return line.startsWith("qemu_collector_success{")
        && !line.contains("guest_ram")
        && line.endsWith(" 0.0");
  }

  private static String page(String url) throws IOException {
    try (InputStream in = URI.create(url).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static void kill(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /** A pod as users write them; x86_64 is the architecture that needs no firmware file. */
  private Map<String, String> pod(String standIn) throws IOException {
    String java =
        "cd '" + work + "' && exec '" + jdkProgram("java") + "' '" + standInSource() + "' " + standIn
            + " \"$@\"";
    Path qemu = script("qemu", java);
    Map<String, String> pod = new TreeMap<>();
    pod.put("LANG", "C.UTF-8");
    pod.put("QEMU_BIN", qemu.toString());
    pod.put("QEMU_ARCH", "x86_64");
    pod.put("QEMU_ACCEL", "tcg");
    pod.put("QEMU_HDA", disk().toString());
    pod.put("QEMU_HDA_SIZE", "1G");
    pod.put("QEMU_PU", "1");
    pod.put("QEMU_RAM", "128M");
    pod.put("QEMU_NO_SSH", "1");
    pod.put("QEMU_PORTS", "2375 127.0.0.1:8080:80/tcp");
    pod.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    pod.put("KUBERNETES_PORT", "tcp://10.96.0.1:443");
    try (ServerSocket free = new ServerSocket(0)) {
      pod.put("QEMU_HTTP", "127.0.0.1:" + free.getLocalPort());
    }
    return pod;
  }

  /** An empty qcow2 image of 1 GiB; its header is all that is read (docs/interop/qcow2.txt). */
  private Path disk() throws IOException {
    ByteBuffer image = ByteBuffer.allocate(4 << 16);
    image.put(new byte[] {'Q', 'F', 'I', (byte) 0xfb}).putInt(3);
    image.putLong(0).putInt(0).putInt(16).putLong(1L << 30).putInt(0);
    image.putInt(2).putLong(3 << 16).putLong(1 << 16).putInt(1).putInt(0).putLong(0);
    image.putLong(0).putLong(0).putLong(0).putInt(4).putInt(104);
    return Files.write(work.resolve("disk.qcow2"), image.array());
  }

  private Path script(String name, String text) throws IOException {
    return scriptOf(name, "/bin/sh\n" + text);
  }

  private Path scriptOf(String name, String interpreterAndText) throws IOException {
    Path script = Files.writeString(work.resolve(name), "#!" + interpreterAndText + "\n");
    return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
  }

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    String[] command = new String[arguments.length + 1];
    command[0] = supervisor;
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static void expect(int code, Process process) throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != code) {
      throw new IllegalStateException(
          process.info().commandLine().orElse("the supervisor")
              + " should have ended with "
              + code
              + ", but "
              + (process.isAlive() ? "still runs" : "ended with " + process.exitValue()));
    }
  }

  private static void await(Process running, String url, int status)
      throws IOException, InterruptedException {
    await(running, url + " was never " + status, () -> get(url) == status);
  }

  /** Something that comes to be true. */
  @FunctionalInterface
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Process running, String failure, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      if (!running.isAlive() || System.nanoTime() > deadline) {
        throw new IllegalStateException(failure);
      }
      Thread.sleep(50);
    }
  }

  /** The status of the answer; 0 as long as nobody listens. */
  private static int get(String url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
    try {
      int status = connection.getResponseCode();
      // Written by code that RuntimeLinker has put there.
      String date = connection.getHeaderField("Date");
      Instant then = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date));
      if (Duration.between(then, Instant.now()).abs().toSeconds() > PATIENCE_SECONDS) {
        throw new IllegalStateException("an answer has the date " + date);
      }
      return status;
    } catch (java.net.ConnectException _) {
      return 0;
    } finally {
      connection.disconnect();
    }
  }

  private static String jdkProgram(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static Path standInSource() {
    Path training = Path.of(System.getProperty("jdk.launcher.sourcefile"));
    return training.resolveSibling("StandIn.java").toAbsolutePath();
  }
}
