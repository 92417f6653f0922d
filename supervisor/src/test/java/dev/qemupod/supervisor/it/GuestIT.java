package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.freePort;
import static dev.qemupod.supervisor.it.SupervisorProcess.guest;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Linux finds: its disks, its ports, its fw_cfg, no network where none is wanted. */
class GuestIT {
  private static final String IGNITION =
      "{\"ignition\":{\"version\":\"3.4.0\"},\n \"note\":\"a, comma and \\\"quotes\\\"\"}\n";

  @TempDir Path folder;

  @Test
  void theIgnitionConfigReachesTheGuestByteForByteUnderBothNames() throws Exception {
    Path file = Files.writeString(folder.resolve("with, comma.ign"), IGNITION);
    String sha = sha256(IGNITION.getBytes(StandardCharsets.UTF_8));
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                microLinux(),
                Map.of(
                    "QEMU_IGNITION_FILE",
                    file.toString(),
                    "QEMU_FW_CFG",
                    "name=opt/test/secret,string=s3cret, with comma")))) {
      vm.awaitConsole("GUEST-READY");
      String console = vm.console();
      String facts = " size=" + IGNITION.length() + " sha256=" + sha;
      assertTrue(console.contains("FWCFG opt/com.coreos/config" + facts), vm::story);
      assertTrue(console.contains("FWCFG opt/org.flatcar-linux/config" + facts), vm::story);
      assertTrue(console.contains("FWCFG opt/test/secret size=18"), vm::story);
      String commandLine = Files.readString(Path.of("/proc/" + vm.qemuPid() + "/cmdline"));
      assertTrue(!commandLine.contains("s3cret"), "a secret is on qemu's command line");
      assertTrue(!vm.log().contains("s3cret"), "a secret is in the log");
    }
  }

  @Test
  void aForwardedPortIsAnsweredByTheGuest() throws Exception {
    int port = freePort();
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_PORTS", port + ":80/tcp")))) {
      vm.awaitConsole("GUEST-READY");
      assertTrue(SupervisorProcess.get(port, "/").body().contains("hello from guest"), vm::story);
    }
  }

  @Test
  void noNetworkMeansNoCard() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_NO_NET", "true")))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("nics");
      vm.awaitConsole("GUEST-NICS 0");
    }
  }

  @Test
  void aCreatedDiskKeepsWhatTheGuestWroteOverARestart() throws Exception {
    Path disk = folder.resolve("data.qcow2");
    Map<String, String> environment =
        with(microLinux(), Map.of("QEMU_HDA", disk.toString(), "QEMU_HDA_SIZE", "64M"));
    String written;
    try (SupervisorProcess vm = SupervisorProcess.start(environment)) {
      vm.awaitConsole("GUEST-READY");
      vm.type("write-disk 8");
      written = vm.awaitConsoleLine("GUEST-DISK-WRITTEN");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
    try (SupervisorProcess vm = SupervisorProcess.start(environment)) {
      vm.awaitConsole("GUEST-READY");
      vm.type("read-disk 8");
      assertEquals(written, vm.awaitConsoleLine("GUEST-DISK-READ"), vm::story);
      vm.type("disks");
      vm.awaitConsole("GUEST-DISK vda bytes=" + 64 * 1024 * 1024);
    }
  }

  @Test
  void anOverlayBootsAndNeverWritesItsBase() throws Exception {
    Path base = Path.of(guest("micro-linux/disk.qcow2"));
    byte[] before = digest(Files.readAllBytes(base));
    Path overlay = folder.resolve("overlay.qcow2");
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            Map.of(
                "QEMU_HDA", overlay.toString(),
                "QEMU_HDA_BASE", base.toString(),
                "QEMU_HDA_SIZE", "1G"))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("write-disk 4");
      vm.awaitConsole("GUEST-DISK-WRITTEN");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
    assertArrayEquals(before, digest(Files.readAllBytes(base)));
  }

  @Test
  void everyScrapeOfARunningGuestHasItsDiskMemoryAndCpu() throws Exception {
    Path disk = folder.resolve("data.qcow2");
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(microLinux(), Map.of("QEMU_HDA", disk.toString(), "QEMU_HDA_SIZE", "64M")))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("write-disk 8");
      vm.awaitConsole("GUEST-DISK-WRITTEN");
      vm.awaitLog("Health and metrics");
      String metrics = vm.get("/metrics").body();
      for (String name :
          new String[] {
            "qemu_supervisor_build_info",
            "qemu_vm_info",
            "qemu_vm_state{state=\"running\"} 1",
            "qemu_vm_startup_seconds{stage=\"qmp\"}",
            "qemu_qmp_up 1",
            "qemu_qmp_command_seconds_bucket",
            "qemu_vcpu_cpu_seconds_total{",
            "qemu_process_resident_memory_bytes{",
            "qemu_memory_configured_bytes 2.68435456E8",
            "qemu_memory_balloon_bytes",
            "qemu_block_written_bytes_total{device=\"hda\"}",
            "qemu_supervisor_reaped_processes_total",
            "qemu_collector_success"
          }) {
        assertTrue(metrics.contains(name), name + " is missing in\n" + metrics);
      }
      assertTrue(!metrics.contains("NaN"), metrics);
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(digest(bytes));
  }

  private static byte[] digest(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }
}
