package dev.qemupod.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A container of the image that is to be run; immutable, each change gives a new one.
 *
 * @param environment its variables
 * @param options what podman run is told before the image
 * @param arguments what the container is told after it
 */
record VmSpec(Map<String, String> environment, List<String> options, List<String> arguments) {
  private static final Path GUESTS = Podman.REPOSITORY.resolve("test-images/target");

  VmSpec {
    environment = Map.copyOf(environment);
    options = List.copyOf(options);
    arguments = List.copyOf(arguments);
  }

  /** The image and nothing else. */
  static VmSpec plain() {
    return new VmSpec(Map.of(), List.of(), List.of());
  }

  /** The image with the test guests at /guests; without the port that needs a privilege. */
  static VmSpec withGuests() {
    return plain().readOnly(GUESTS, "/guests").with("QEMU_NO_SSH", "1").memory("512m").cpus("1");
  }

  /** Direct kernel boot of the micro Linux. */
  static VmSpec microLinux() {
    return withGuests()
        .with("QEMU_KERNEL", "/guests/micro-linux/vmlinuz")
        .with("QEMU_INITRD", "/guests/micro-linux/initrd.gz")
        .with("QEMU_APPEND", "console=ttyS0 no_timer_check quiet");
  }

  /**
   * Direct kernel boot of the Debian guest, on a disk in /disk that begins as the guest's; with an
   * initramfs of the guest's and further words on the kernel's command line.
   */
  static VmSpec debian(String initrd, String words) {
    return withGuests()
        .memory("1g")
        .cpus("2")
        .with("QEMU_KERNEL", "/guests/debian/vmlinuz")
        .with("QEMU_INITRD", "/guests/debian/" + initrd)
        .with(
            "QEMU_APPEND",
            "root=LABEL=root ro console=ttyS0 no_timer_check mitigations=off quiet " + words)
        .with("QEMU_HDA", "/disk/disk.qcow2")
        .with("QEMU_HDA_BASE", "/guests/debian/disk.qcow2");
  }

  /** The bare-metal guest, doing these words. */
  static VmSpec bareMetal(String words) {
    return withGuests()
        .with("QEMU_KERNEL", "/guests/bare-metal/multiboot.elf")
        .with("QEMU_APPEND", words);
  }

  VmSpec with(String variable, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(variable, value);
    return new VmSpec(more, options, arguments);
  }

  VmSpec option(String... added) {
    List<String> more = new ArrayList<>(options);
    more.addAll(List.of(added));
    return new VmSpec(environment, more, arguments);
  }

  VmSpec arguments(String... all) {
    return new VmSpec(environment, options, List.of(all));
  }

  /** The limit that Kubernetes' limits.memory sets; no swap, as on a node. The last one counts. */
  VmSpec memory(String limit) {
    return option("--memory=" + limit, "--memory-swap=" + limit);
  }

  /** The limit that Kubernetes' limits.cpu sets. The last one counts. */
  VmSpec cpus(String limit) {
    return option("--cpus=" + limit);
  }

  VmSpec readOnly(Path host, String container) {
    return option("--volume=" + host + ":" + container + ":ro");
  }

  VmSpec writable(Path host, String container) {
    return option("--volume=" + host + ":" + container);
  }

  /** The arguments of podman. */
  List<String> podmanRun(String name) {
    List<String> command = new ArrayList<>(List.of("run", "--interactive", "--name=" + name));
    // Health checks of podman are timers of systemd, which not every machine has.
    command.add("--no-healthcheck");
    environment.forEach((variable, value) -> command.add("--env=" + variable + "=" + value));
    command.addAll(options);
    command.add(Podman.IMAGE);
    command.addAll(arguments);
    return command;
  }
}
