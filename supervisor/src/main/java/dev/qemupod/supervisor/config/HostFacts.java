package dev.qemupod.supervisor.config;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * What the configuration needs to know of the container it is read in.
 *
 * @param arch the host's architecture, the default of the guest's
 * @param hostname the pod's host name
 * @param unprivilegedPortStart the lowest port this process and its children may bind: 0 when every
 *     port
 */
public record HostFacts(Arch arch, String hostname, int unprivilegedPortStart) {
  /** {@code CAP_NET_BIND_SERVICE}, capabilities(7). */
  private static final int NET_BIND_SERVICE = 10;

  /** Of a process with a thousand groups; {@code readAllBytes} would take twice as much. */
  private static final int LONGEST = 8192;

  /** What the kernel uses when it cannot be asked, ip(7). */
  private static final int DEFAULT_PORT_START = 1024;

  /**
   * Asks the kernel.
   *
   * @param proc where procfs is mounted
   * @param osArch the JVM's {@code os.arch}
   */
  public static HostFacts read(Path proc, String osArch) {
    return new HostFacts(
        osArch.equals("aarch64") ? Arch.AARCH64 : Arch.X86_64,
        text(proc.resolve("sys/kernel/hostname")).strip(),
        portStart(
            text(proc.resolve("self/status")),
            text(proc.resolve("sys/net/ipv4/ip_unprivileged_port_start"))));
  }

  /**
   * The lowest port qemu may bind once this process has started it.
   *
   * <p>Root hands its capabilities on through execve(2), bounded by what the container was given;
   * any other user hands on the ambient set only. So {@code capabilities.add: [NET_BIND_SERVICE]}
   * alone does not help a pod that runs as non-root, and CapEff alone would say it does.
   */
  static int portStart(String status, String sysctl) {
    // Real, effective, saved and file system user id, proc(5).
    String userIds = field(status, "Uid:");
    boolean root = userIds.startsWith("0\t", userIds.indexOf('\t') + 1);
    long capabilities = hexadecimal(field(status, root ? "CapEff:" : "CapAmb:"));
    if ((capabilities >>> NET_BIND_SERVICE & 1) == 1) {
      return 0;
    }
    int start = PortNumber.parse(sysctl.strip());
    return start < 0 ? DEFAULT_PORT_START : start;
  }

  private static String field(String status, String name) {
    int start = status.startsWith(name) ? 0 : status.indexOf("\n" + name) + 1;
    if (start == 0 && !status.startsWith(name)) {
      return "";
    }
    int end = status.indexOf('\n', start);
    return status.substring(start + name.length(), end < 0 ? status.length() : end).strip();
  }

  private static long hexadecimal(String text) {
    try {
      return text.isEmpty() ? 0 : Long.parseUnsignedLong(text, 16);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * A small file's whole text, or an empty string.
   *
   * <p>Not with {@code Files.readString}: it asks a file of unknown size for a single byte first,
   * and a sysctl answers only what is read from its very beginning (proc_dointvec in
   * kernel/sysctl.c), so that 1024 would be read as 1.
   */
  static String text(Path path) {
    try (FileInputStream in = new FileInputStream(path.toString())) {
      return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
    } catch (IOException e) {
      // A sandbox may hide parts of procfs; what is not known falls back to the strictest rule.
      return "";
    }
  }
}
