package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Arch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes real devices, with and without the rights to them; holds on hosts without KVM, too. */
class KvmProbeIT {
  private static final Path DEVICE = Path.of("/dev/kvm");

  @TempDir Path folder;

  @Test
  void both_looks_at_this_hosts_device_agree_on_whether_it_is_there() {
    Arch host = System.getProperty("os.arch").equals("aarch64") ? Arch.AARCH64 : Arch.X86_64;
    KvmProbe probe = new KvmProbe(Path.of("/"), System.getProperty("os.arch"));
    KvmStatus quick = probe.quickLook(DEVICE, host);
    KvmStatus full = probe.fullProbe(DEVICE, host);

    assertEquals(!Files.exists(DEVICE), quick instanceof KvmStatus.Absent, quick.reason());
    assertEquals(!Files.exists(DEVICE), full instanceof KvmStatus.Absent, full.reason());
    if (full instanceof KvmStatus.Usable) {
      assertInstanceOf(KvmStatus.Usable.class, quick);
    }
  }

  @Test
  void a_process_without_the_devices_group_is_told_which_one_it_is() throws Exception {
    Path node = deviceNode("65534:4711", "660");

    for (String line : probeWithoutOverride(node)) {
      assertEquals(
          "NoPermission: "
              + node
              + " may not be opened: it has mode 0660 and belongs to uid:gid 65534:4711, this"
              + " process has uid 0, gid 0, groups []: add securityContext.supplementalGroups:"
              + " [4711] to the pod spec (docker and podman: --group-add 4711)",
          line);
    }
  }

  @Test
  void a_process_is_told_when_no_group_would_help() throws Exception {
    for (String line : probeWithoutOverride(deviceNode("65534:4711", "600"))) {
      assertTrue(line.contains("it has mode 0600"), line);
      assertTrue(line.contains("its group may not open it either"), line);
    }
  }

  @Test
  void a_process_is_told_of_a_folder_that_is_closed_to_it() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    run("chown", "65534:65534", closed.toString());
    run("chmod", "700", closed.toString());

    for (String line : probeWithoutOverride(closed.resolve("kvm"))) {
      assertTrue(line.startsWith("NoPermission: "), line);
      assertTrue(line.contains("is in a folder that is closed to this process"), line);
    }
  }

  /** What the probe says of the device named by the first argument, a line a look. */
  static final class Probe {
    public static void main(String[] arguments) {
      KvmProbe probe = new KvmProbe(Path.of("/"), "amd64");
      Path device = Path.of(arguments[0]);
      print(probe.quickLook(device, Arch.X86_64));
      print(probe.fullProbe(device, Arch.X86_64));
    }

    private static void print(KvmStatus status) {
      System.out.println(
          status.getClass().getSimpleName() + ": " + status.reason() + ": " + status.advice());
    }
  }

  /** A second name of the KVM device, which exists whether the host has KVM or not. */
  private Path deviceNode(String owner, String mode) throws Exception {
    Path node = folder.resolve("kvm");
    run("mknod", node.toString(), "c", "10", "232");
    run("chown", owner, node.toString());
    run("chmod", mode, node.toString());
    return node;
  }

  /** As root without the capabilities that let root pass by file permissions. */
  private static List<String> probeWithoutOverride(Path device) throws Exception {
    List<String> lines =
        run(
            "setpriv",
            "--bounding-set=-dac_override,-dac_read_search",
            "--clear-groups",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Probe.class.getName(),
            device.toString());
    assertEquals(2, lines.size(), lines.toString());
    return lines;
  }

  private static List<String> run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), () -> List.of(command) + ": " + output);
    return output.isEmpty() ? new ArrayList<>() : output.lines().toList();
  }
}
