package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disk for cloud-init and the keys for systemd, as a real Linux finds them. */
class SeedIT {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGhwLVHT/M0tAlDp8pSF9YaR6f1dGxRo8glFpsZxEV8h k3y-note";
  private static final String USER_DATA = "#cloud-config\npassword: s3cret\n";

  @TempDir Path folder;

  @Test
  void linuxMountsItReadOnlyAndFindsTheFiles() throws Exception {
    Path disk = folder.resolve("data.qcow2");
    Map<String, String> environment =
        with(
            microLinux(),
            Map.of(
                "QEMU_HDA",
                disk.toString(),
                "QEMU_HDA_SIZE",
                "64M",
                "QEMU_SSH_AUTHORIZED_KEYS",
                KEY,
                "QEMU_CLOUD_INIT_USER_DATA",
                USER_DATA));
    try (SupervisorProcess vm = SupervisorProcess.start(environment)) {
      vm.awaitConsole("GUEST-READY");
      vm.type("shell");
      vm.type(
          "mkdir /seed; mount -t iso9660 -o ro /dev/vdb /seed; cd /seed; sha256sum user-data;"
              + " stat -c '%n %a %u' *; echo serial=$(cat /sys/block/vdb/serial)"
              + " ro=$(cat /sys/block/vdb/ro) label=$(dd if=/dev/vdb bs=1 skip=32808 count=6)");
      assertEquals("cidata", vm.awaitConsoleLine("serial=cidata ro=1 label="), vm::story);
      String console = vm.console();
      assertTrue(console.contains(sha256(USER_DATA) + "  user-data"), vm::story);
      assertTrue(console.contains("meta-data 400 0"), vm::story);
      assertTrue(
          console.contains(
              "FWCFG opt/io.systemd.credentials/ssh.authorized_keys.root size="
                  + (KEY.length() + 1)
                  + " sha256="
                  + sha256(KEY + "\n")),
          vm::story);
      assertNothingIsTold(vm);
    }
  }

  @Test
  void theInstanceStaysWithTheDiskWhateverThePodIsCalled() throws Exception {
    Path disk = folder.resolve("data.qcow2");
    Path kept = folder.resolve("data.qcow2.qemu-pod-instance");
    run(disk, "vm-a", USER_DATA);
    String first = Files.readString(kept);
    assertFalse(run(disk, "vm-b", USER_DATA).contains("has changed"));
    assertEquals(first, Files.readString(kept));
    assertTrue(run(disk, "vm-b", USER_DATA + "x: 1\n").contains("remove " + kept));
    assertEquals(first, Files.readString(kept));
    Files.delete(disk);
    run(disk, "vm-b", USER_DATA);
    assertFalse(first.equals(Files.readString(kept)), "a new disk has the old one's name");
  }

  @Test
  void aPlanTellsNamesAndSizesAndNothingElse() throws Exception {
    Map<String, String> environment =
        with(
            bareMetal("halt"),
            Map.of(
                "QEMU_HDA", folder.resolve("x.qcow2").toString(),
                "QEMU_SSH_AUTHORIZED_KEYS", KEY,
                "QEMU_CLOUD_INIT_USER_DATA", USER_DATA));
    for (String form : new String[] {"plan", "plan --json"}) {
      try (SupervisorProcess plan = SupervisorProcess.start(environment, form.split(" "))) {
        assertEquals(0, plan.awaitExit(), plan::story);
        String text = plan.console();
        assertTrue(text.contains("user-data"), text);
        assertTrue(text.contains(Integer.toString(USER_DATA.length())), text);
        assertFalse(text.contains("s3cret") || text.contains("k3y-note"), text);
      }
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count(), "a plan writes nothing");
    }
  }

  /** A guest that ends by itself; what the log said. */
  private String run(Path disk, String hostname, String userData) throws Exception {
    Map<String, String> environment =
        Map.of(
            "QEMU_HDA",
            disk.toString(),
            "QEMU_HDA_SIZE",
            "64M",
            "QEMU_HOSTNAME",
            hostname,
            "QEMU_CLOUD_INIT_USER_DATA",
            userData);
    try (SupervisorProcess vm = SupervisorProcess.start(with(bareMetal("poweroff"), environment))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      return vm.log();
    }
  }

  private static void assertNothingIsTold(SupervisorProcess vm) throws Exception {
    vm.awaitLog("Health and metrics");
    String status = vm.get("/status").body();
    assertTrue(status.contains("\"name\":\"user-data\",\"bytes\":" + USER_DATA.length()), status);
    String commandLine = Files.readString(Path.of("/proc/" + vm.qemuPid() + "/cmdline"));
    String all = commandLine + status + vm.get("/metrics").body() + vm.log();
    assertFalse(all.contains("s3cret"), "the user-data is told");
    assertFalse(all.contains("k3y-note"), "a key is told");
  }

  private static String sha256(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
  }
}
