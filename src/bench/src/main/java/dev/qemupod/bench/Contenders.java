package dev.qemupod.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The programs whose starts are compared: the supervisor in several pods, a Hello World of the JDK
 * that built it, and a shell.
 */
final class Contenders {
  static final String HELLO = "hello";
  static final String HELLO_OUTPUT = "hello, first output";
  static final String BASH = "bash";

  private static final Path KVM = Path.of("/dev/kvm");

  /** A /dev with the devices that every container has, and no other: no /dev/kvm. */
  private static final String BARE_DEVICES =
      """
      set -e
      for name in null zero full random urandom tty; do
        touch "$1/$name"
        mount --bind "/dev/$name" "$1/$name"
      done
      mount --rbind "$1" /dev
      shift
      exec "$@"
      """;

  private final Layout layout;
  private final Path javaHome;
  private final String path;
  private final Path disk;

  /**
   * Contenders of this machine.
   *
   * @param disk a qcow2 image for the typical pod
   */
  Contenders(Layout layout, Path javaHome, String path, Path disk) {
    this.layout = layout;
    this.javaHome = javaHome;
    this.path = path;
    this.disk = disk;
  }

  /** All that this machine and this user can run. */
  List<Contender> all(boolean root) {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(bash());
    contenders.add(hello(HELLO, "end", "end"));
    contenders.add(hello(HELLO_OUTPUT, "first byte of output", "output"));
    contenders.add(supervisor("supervisor, minimal", List.of(), minimal()));
    contenders.add(supervisor("supervisor, typical pod", List.of(), typical()));
    Map<String, String> emulated = new TreeMap<>(typical());
    emulated.put("QEMU_ACCEL", "tcg");
    contenders.add(supervisor("supervisor, typical pod, QEMU_ACCEL=tcg", List.of(), emulated));
    if (root && Files.exists(KVM)) {
      contenders.add(supervisor("supervisor, typical pod, no /dev/kvm", bareDevices(), typical()));
    }
    return contenders;
  }

  private Contender bash() {
    return new Contender(
        BASH,
        "exec to end of `bash -c true`",
        List.of(),
        List.of("end"),
        List.of("bash", "-c", "true"),
        surroundings());
  }

  private Contender hello(String name, String event, String watch) {
    return new Contender(
        name,
        "exec to " + event + " of `java -cp classes HelloWorld`, no options",
        List.of(),
        List.of(watch),
        List.of(
            javaHome.resolve("bin/java").toString(),
            "-cp",
            layout.classes().toString(),
            HelloWorld.class.getName()),
        surroundings());
  }

  private Contender supervisor(String name, List<String> prefix, Map<String, String> environment) {
    return new Contender(
        name,
        "exec to first instruction of qemu's stand-in",
        prefix,
        List.of("fifo", layout.started().toString()),
        List.of(layout.supervisor().toString()),
        environment);
  }

  private List<String> bareDevices() {
    return List.of(
        "unshare",
        "--mount",
        "--propagation",
        "private",
        "sh",
        "-c",
        BARE_DEVICES,
        "sh",
        layout.work().resolve("devices").toString());
  }

  private Map<String, String> surroundings() {
    return Map.of("PATH", path);
  }

  private Map<String, String> minimal() {
    Map<String, String> environment = new TreeMap<>(surroundings());
    environment.put("QEMU_BIN", layout.stub().toString());
    return environment;
  }

  /** The pod that this project was started for, with what Kubernetes adds. */
  private Map<String, String> typical() {
    Map<String, String> environment = new TreeMap<>(minimal());
    environment.put("HOSTNAME", "docker-0");
    environment.put("HOME", "/root");
    environment.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    environment.put("KUBERNETES_SERVICE_PORT", "443");
    environment.put("KUBERNETES_PORT", "tcp://10.96.0.1:443");
    environment.put("KUBERNETES_PORT_443_TCP", "tcp://10.96.0.1:443");
    environment.put("QEMU_HDA", disk.toString());
    environment.put("QEMU_HDA_SIZE", "10G");
    environment.put("QEMU_CPU", "1");
    environment.put("QEMU_RAM", "256");
    environment.put("QEMU_NO_SERIAL", "1");
    environment.put("QEMU_PORTS", "2375 2376");
    return environment;
  }
}
