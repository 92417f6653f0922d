package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Every variable this version reads, in one place: the reader, the help, the documentation and the
 * search for misspelt names all take them from here.
 */
public final class VariableCatalog {
  /** The typo of the pod spec that started this project; tianon/qemu ignores it silently. */
  static final String CPU_ALIAS = "QEMU_PU";

  private static final String SINCE = "0.1";

  public static final Variable ARCH =
      platform(
          "QEMU_ARCH",
          "the host's",
          "The guest's architecture, `x86_64` or `aarch64`: picks `qemu-system-*`, the machine and"
              + " its devices.");
  public static final Variable BIN =
      platform(
          "QEMU_BIN", "`qemu-system-$QEMU_ARCH`", "The qemu binary: a name in PATH, or a path.");
  public static final Variable CPU =
      platform(
          "QEMU_CPU",
          "from the CPU limit",
          "vCPUs. Unset: the pod's CPU limit, rounded up, at most its cpuset. A topology may follow"
              + " as in `-smp`: `4,sockets=2`. `QEMU_PU` is read too, with a warning.");
  public static final Variable RESIZE =
      platform(
          "QEMU_RESIZE",
          "`off`",
          "`auto`: when the pod's limits change while it runs (in-place resize), the VM follows:"
              + " vCPUs up and down, RAM up to `QEMU_RAM_MAX` and down to what it was started with."
              + " The guest needs a driver for each, see operations.md. What `QEMU_CPU` or"
              + " `QEMU_RAM` sets stays as it is.");
  public static final Variable CPU_MAX =
      platform(
          "QEMU_CPU_MAX",
          "4 x the vCPUs at start, at most the cpuset",
          "The most vCPUs the VM can be resized to; only with `QEMU_RESIZE=auto`. x86_64 only.");
  public static final Variable CPU_PIN =
      platform(
          "QEMU_CPU_PIN",
          "`off`",
          "`auto`: where the cpuset is a part of the node's CPUs and the CPU limit is its size, or"
              + " absent, as of the kubelet's static CPU manager, each vCPU is bound to a CPU of"
              + " its own and everything else to the CPUs that are left. Only for pods with"
              + " exclusive CPUs, see operations.md.");
  public static final Variable CPU_MODEL =
      platform(
          "QEMU_CPU_MODEL",
          "`host` (KVM), `max` (TCG; on x86_64 `max,la57=off,erms=off,fsrm=off`)",
          "The CPU model and its flags, as in `-cpu`; `host` needs KVM.");
  public static final Variable ACCEL =
      platform(
          "QEMU_ACCEL",
          "`auto`",
          "`kvm`, `tcg` (emulation) or `auto`: KVM when it truly works, else TCG and a line in the"
              + " log that says why.");
  public static final Variable MACHINE =
      platform(
          "QEMU_MACHINE",
          "`q35` (x86_64), `virt` (aarch64)",
          "The machine type and its options, as in `-machine`.");
  public static final Variable FIRMWARE =
      platform(
          "QEMU_FIRMWARE", "`bios` (x86_64), `uefi` (aarch64)", "`bios` (x86_64 only) or `uefi`.");
  public static final Variable HOSTNAME =
      platform("QEMU_HOSTNAME", "the pod's", "The guest's host name, offered by DHCP.");

  public static final Variable RAM =
      memory(
          "QEMU_RAM",
          "from the memory limit",
          "Guest RAM. Unset: the pod's memory limit minus the headroom. More than that is refused,"
              + " with the sum. A bare number is MiB.");
  public static final Variable RAM_FORCE =
      memory(
          "QEMU_RAM_FORCE",
          "off",
          "Guest RAM above what the limit allows is a warning instead of a refusal.");
  public static final Variable HEADROOM =
      memory(
          "QEMU_HEADROOM",
          "computed",
          "Memory of the pod's limit kept for qemu and the supervisor. `plan` shows the sum.");

  public static final Variable MEMORY_GUARD =
      memory(
          "QEMU_MEMORY_GUARD",
          "`balloon`",
          "When the guest may use more than the limit leaves beside what is measured: `balloon`"
              + " takes the difference from it, as far as its balloon driver gives it, and returns"
              + " it later; `off` only tells.");

  public static final Variable RAM_MAX =
      memory(
          "QEMU_RAM_MAX",
          "4 x the RAM at start",
          "The most guest RAM the VM can be resized to; only with `QEMU_RESIZE=auto`. A bare number"
              + " is MiB.");

  public static final List<DiskVariables> DISKS =
      List.of(
          DiskVariables.of('A'),
          DiskVariables.of('B'),
          DiskVariables.of('C'),
          DiskVariables.of('D'));

  public static final Variable IMAGE_DIR =
      image(
          "QEMU_IMAGE_DIR",
          "`/disks`",
          "The folder, on a volume, where images that are fetched are kept, and where the overlay"
              + " of an image on a read-only volume is made. A base is kept beside its disk unless"
              + " this is set.");
  public static final Variable IMAGE_MAX_SIZE =
      image(
          "QEMU_IMAGE_MAX_SIZE",
          "64Gi",
          "The most bytes an image may have, as it is downloaded and unpacked.");
  public static final Variable CA_FILE =
      image(
          "QEMU_CA_FILE",
          "-",
          "Certificates in PEM that are trusted beside the usual ones. `SSL_CERT_FILE` takes their"
              + " place; `http_proxy`, `https_proxy` and `no_proxy` are followed, in lower or upper"
              + " case.");

  public static final Variable CDROM =
      boot(
          "QEMU_CDROM",
          "Path of an ISO image, or its http(s) URL: it is fetched once, to `QEMU_IMAGE_DIR`.");
  public static final Variable CDROM_SHA256 =
      boot("QEMU_CDROM_SHA256", "The same as `QEMU_HDA_SHA256`, for `QEMU_CDROM`.");
  public static final Variable BOOT = boot("QEMU_BOOT", "`-boot`, verbatim: `order=d`.");
  public static final Variable KERNEL =
      boot("QEMU_KERNEL", "Path of a Linux kernel to boot directly, without a boot loader.");
  public static final Variable INITRD =
      boot("QEMU_INITRD", "Path of its initial ramdisk; only with `QEMU_KERNEL`.");
  public static final Variable APPEND =
      boot("QEMU_APPEND", "Its command line; only with `QEMU_KERNEL`.");

  public static final Variable NET =
      network(
          "QEMU_NET",
          "`user`",
          "What carries the guest's packets: `user` (qemu's own network), `passt` (a process beside"
              + " qemu: faster, with IPv6 and ping; where it can not be started the guest gets"
              + " `user`, and the reason is told), `tap:NAME` (a tap device that somebody made in"
              + " the pod's network) or `bridge:NAME` (a tap device that is made in this bridge of"
              + " the pod's network, which takes NET_ADMIN). The last two forward no port.");
  public static final Variable PORTS =
      network(
          "QEMU_PORTS",
          "-",
          "Ports of the pod that are forwarded to the guest, split by space or comma: `2375` (the"
              + " same port, tcp and udp), `2222:22` (pod:guest), `53/udp`,"
              + " `127.0.0.1:8080:80/tcp`. `user` listens on IPv4 only; `passt` on IPv6 too, as in"
              + " `[::1]:8080:80`.");
  public static final Variable NO_SSH =
      network(
          "QEMU_NO_SSH",
          "off",
          "Drops the automatic forward of port 22. Where the container may not bind port 22, 2222"
              + " is forwarded to the guest's 22 instead, with a warning.");
  public static final Variable NO_NET = network("QEMU_NO_NET", "off", "The guest has no NIC.");
  public static final Variable NET_USER_EXTRA =
      network(
          "QEMU_NET_USER_EXTRA",
          "-",
          "Raw text added to `-netdev user,`: `net=10.1.0.0/24,restrict=on`. Not with another"
              + " `QEMU_NET`.");
  public static final Variable NO_SERIAL =
      network(
          "QEMU_NO_SERIAL",
          "off",
          "Keeps the guest's serial console out of the pod's log (stdout).");
  public static final Variable NO_VNC =
      network(
          "QEMU_NO_VNC", "-", "Accepted for pod specs that set it; there is no VNC unless asked.");

  public static final Variable SHUTDOWN_TIMEOUT =
      lifecycle(
          "QEMU_SHUTDOWN_TIMEOUT",
          "`50s`",
          "Time for the whole shutdown, from the ACPI power button to the kill: keep it below the"
              + " pod's terminationGracePeriodSeconds. `50s`, `2m`, `1m30s`; a bare number is"
              + " seconds.");
  public static final Variable ON_POWEROFF =
      lifecycle("QEMU_ON_POWEROFF", "`exit`", "When the guest powers off: `exit` or `restart`.");
  public static final Variable ON_REBOOT =
      lifecycle(
          "QEMU_ON_REBOOT",
          "`reboot`",
          "When the guest reboots: `reboot` inside the same qemu, or `exit` (code 84).");
  public static final Variable ON_PANIC =
      lifecycle("QEMU_ON_PANIC", "`exit`", "When the guest panics: `exit` (code 82) or `restart`.");
  public static final Variable ON_CRASH =
      lifecycle(
          "QEMU_ON_CRASH",
          "`exit`",
          "When qemu dies or the guest's watchdog expires: `exit` (code 81 or 128+N) or `restart`,"
              + " after 1 s, then 2 s, 4 s and so on; the fifth crash in a row, each within 10"
              + " minutes, ends with the last one's code.");
  public static final Variable WATCHDOG =
      lifecycle(
          "QEMU_WATCHDOG",
          "`off`",
          "A watchdog that the guest has to feed once it has opened it, as systemd does with"
              + " `RuntimeWatchdogSec`: `i6300esb`, or `on` for it, is a PCI device for every"
              + " machine; `itco` is the board's own timer (q35 only). A guest that stops feeding"
              + " it has crashed: `QEMU_ON_CRASH` says what follows (code 81).");
  public static final Variable READY =
      lifecycle(
          "QEMU_READY",
          "`running`",
          "What `/readyz` and `/startupz` wait for: `running`; `agent` (the guest agent answers a"
              + " ping); `ssh:PORT` (a banner was read);"
              + " `http:PORT/PATH` (a status below 400); `tcp:PORT` (the guest sent a byte or"
              + " closed); `console:REGEX` (a line of the serial console). PORT is the pod's side"
              + " of a forwarded tcp port.");

  public static final Variable HTTP =
      service(
          "QEMU_HTTP",
          "`:9180`",
          "Address of health and metrics: `:9180`, `9180`, `127.0.0.1:9180`, `[::1]:9180` or"
              + " `off`.");
  public static final Variable LOG_FORMAT =
      service("QEMU_LOG_FORMAT", "`text`", "`text` or `json`.");
  public static final Variable LOG_LEVEL =
      service("QEMU_LOG_LEVEL", "`info`", "`trace`, `debug`, `info`, `warning` or `error`.");

  public static final Variable METRICS_FILESYSTEMS =
      service(
          "QEMU_METRICS_FILESYSTEMS",
          "off",
          "`/metrics` tells the size and use of the guest's file systems, which its agent is asked"
              + " for once a minute.");
  public static final Variable METRICS_NETWORK =
      service(
          "QEMU_METRICS_NETWORK",
          "off",
          "`/metrics` tells what went through the guest's network interfaces, which its agent is"
              + " asked for every 15 seconds: qemu's user network counts nothing.");

  public static final Variable METRICS_KUBEVIRT =
      service(
          "QEMU_METRICS_KUBEVIRT",
          "off",
          "`/metrics` has the values that KubeVirt also has a second time under its names,"
              + " `kubevirt_vmi_*`, with its labels `name`, `namespace` and `node`: from"
              + " `POD_NAME`, `POD_NAMESPACE` and `NODE_NAME`, which the pod sets by the downward"
              + " API.");

  public static final Variable EXTRA_ARGS =
      variable(
          "QEMU_EXTRA_ARGS",
          Variable.Group.ARGUMENTS,
          "-",
          "Further arguments for qemu, split as a shell splits words (quotes and backslashes, but"
              + " no variables and no patterns). Container arguments that begin with `-` follow"
              + " them.");

  public static final Variable COMPAT =
      variable(
          "QEMU_COMPAT",
          Variable.Group.ARGUMENTS,
          "`none`",
          "`qemus`: the names of the image qemus/qemu (`RAM_SIZE`, `DISK_SIZE`, `BOOT` and so on)"
              + " are read too, see migrate.md.");

  private static final List<Variable> ALL = collect();

  private VariableCatalog() {}

  /** Every variable, in the order of the documentation and of problem lists. */
  public static List<Variable> all() {
    return ALL;
  }

  /** The place of a name in {@link #all()}; unknown names come last. */
  static int position(String name) {
    String known = name.equals(CPU_ALIAS) ? CPU.name() : name;
    for (int index = 0; index < ALL.size(); index++) {
      if (ALL.get(index).name().equals(known)) {
        return index;
      }
    }
    return ALL.size();
  }

  private static List<Variable> collect() {
    ArrayList<Variable> all = new ArrayList<>(96);
    all.addAll(
        List.of(
            ARCH, BIN, CPU, RESIZE, CPU_MAX, CPU_PIN, CPU_MODEL, ACCEL, MACHINE, FIRMWARE,
            HOSTNAME));
    all.addAll(List.of(RAM, RAM_FORCE, HEADROOM, MEMORY_GUARD, RAM_MAX));
    for (DiskVariables disk : DISKS) {
      all.add(disk.path());
      all.addAll(disk.dependents());
    }
    all.addAll(List.of(IMAGE_DIR, IMAGE_MAX_SIZE, CA_FILE));
    all.addAll(List.of(CDROM, CDROM_SHA256, BOOT, KERNEL, INITRD, APPEND));
    all.addAll(List.of(NET, PORTS, NO_SSH, NO_NET, NET_USER_EXTRA, NO_SERIAL, NO_VNC));
    all.addAll(ProvisionVariables.all());
    all.addAll(List.of(SHUTDOWN_TIMEOUT, ON_POWEROFF, ON_REBOOT, ON_PANIC, ON_CRASH));
    all.addAll(List.of(WATCHDOG, READY));
    all.addAll(List.of(HTTP, LOG_FORMAT, LOG_LEVEL, METRICS_FILESYSTEMS, METRICS_NETWORK));
    all.addAll(List.of(METRICS_KUBEVIRT, EXTRA_ARGS, COMPAT));
    return List.copyOf(all);
  }

  private static Variable platform(String name, String fallback, String meaning) {
    return variable(name, Variable.Group.PLATFORM, fallback, meaning);
  }

  private static Variable memory(String name, String fallback, String meaning) {
    return variable(name, Variable.Group.MEMORY, fallback, meaning);
  }

  private static Variable image(String name, String fallback, String meaning) {
    return variable(name, Variable.Group.IMAGE, fallback, meaning);
  }

  private static Variable boot(String name, String meaning) {
    return variable(name, Variable.Group.BOOT, "-", meaning);
  }

  private static Variable network(String name, String fallback, String meaning) {
    return variable(name, Variable.Group.NETWORK, fallback, meaning);
  }

  private static Variable lifecycle(String name, String fallback, String meaning) {
    return variable(name, Variable.Group.LIFECYCLE, fallback, meaning);
  }

  private static Variable service(String name, String fallback, String meaning) {
    return variable(name, Variable.Group.SERVICE, fallback, meaning);
  }

  private static Variable variable(
      String name, Variable.Group group, String fallback, String meaning) {
    return new Variable(name, group, fallback, meaning, SINCE, false);
  }
}
