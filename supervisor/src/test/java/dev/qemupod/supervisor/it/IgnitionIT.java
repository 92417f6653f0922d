package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.freePort;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Ignition config as a guest reads it, and a guest that tells that Ignition failed. */
class IgnitionIT {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKXeBBSwYYWnJWhlN5S3d+dsTqSCpsfML6F2ebpJ760t me@home";
  private static final String CONFIG =
      """
      {"ignition":{"version":"3.3.0"},
       "passwd":{"users":[{"name":"core","passwordHash":"$6$s3cret"}]}}
      """;

  /** What the supervisor may hold beside its usual 60 MB when a guest floods it. */
  private static final long MOST_RESIDENT_KB = 160 << 10;

  @TempDir Path folder;

  @Test
  void theGuestReadsTheUsersConfigAndTheKeysInOneThatIgnitionAccepts() throws Exception {
    int port = freePort();
    Map<String, String> given =
        Map.of(
            "QEMU_IGNITION", CONFIG,
            "QEMU_SSH_AUTHORIZED_KEYS", KEY,
            "QEMU_PORTS", port + ":80/tcp");
    try (SupervisorProcess vm = SupervisorProcess.start(with(microLinux(), given))) {
      vm.awaitConsole("GUEST-READY");
      byte[] outer = fetched(port, "opt/com.coreos/config");
      assertArrayEquals(outer, fetched(port, "opt/org.flatcar-linux/config"));
      JsonNode merge = new ObjectMapper().readTree(outer).path("ignition").path("config");
      assertArrayEquals(
          CONFIG.getBytes(StandardCharsets.UTF_8), content(merge.path("merge").path(0)));
      byte[] keys = content(merge.path("merge").path(1));
      assertTrue(new String(keys, StandardCharsets.UTF_8).contains(KEY));
      assertIgnitionAccepts(outer);
      assertIgnitionAccepts(keys);
      String commandLine = Files.readString(Path.of("/proc/" + vm.qemuPid() + "/cmdline"));
      assertFalse(commandLine.contains("s3cret"), "a secret is on qemu's command line");
      assertFalse((vm.log() + vm.get("/status").body()).contains("s3cret"), vm::story);
    }
  }

  @Test
  void keysAloneAreAConfigThatIgnitionAccepts() throws Exception {
    int port = freePort();
    Map<String, String> given =
        Map.of("QEMU_SSH_AUTHORIZED_KEYS", KEY, "QEMU_PORTS", port + ":80/tcp");
    try (SupervisorProcess vm = SupervisorProcess.start(with(microLinux(), given))) {
      vm.awaitConsole("GUEST-READY");
      byte[] config = fetched(port, "opt/com.coreos/config");
      assertTrue(new String(config, StandardCharsets.UTF_8).contains(KEY));
      assertIgnitionAccepts(config);
    }
  }

  @Test
  void aFailureIsLoggedCountedAndNotReadyUntilTheGuestBootsAnew() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_IGNITION", CONFIG)))) {
      vm.awaitConsole("GUEST-READY");
      vm.awaitLog("QEMU_APPEND has neither ignition.firstboot");
      vm.awaitLog("QEMU_IGNITION is given to a guest under TCG.");
      vm.awaitMetric("qemu_guest_ignition_failed 0.0");
      assertEquals(200, vm.get("/readyz").statusCode(), vm::story);

      vm.type("ignition-fail");
      vm.awaitLog(
          "The guest's first boot failed in Ignition: Ignition failed: failed to create"
              + " users/groups.");
      assertTrue(vm.log().contains("Ignition in the guest: files: op(1): [failed]   creating"));
      vm.awaitMetric("qemu_guest_ignition_failed 1.0");
      assertEquals(503, vm.get("/readyz").statusCode(), vm::story);
      assertTrue(vm.get("/readyz").body().contains("failed to create users/groups"), vm::story);
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      String status = vm.get("/status").body();
      assertTrue(status.contains("\"ignition\":{\"failed\":true,\"reason\":\"Ignition"), status);
      assertFalse((vm.log() + status).contains("s3cret"), vm::story);
      assertFalse(vm.log().contains("no host keys"), vm::story);

      vm.type("reboot");
      vm.awaitConsole("GUEST-READY", 2);
      vm.awaitMetric("qemu_guest_ignition_failed 0.0");
      assertEquals(200, vm.get("/readyz").statusCode(), vm::story);
      vm.type("ignition-fail");
      vm.awaitLog("The guest's first boot failed in Ignition", 2);
    }
  }

  @Test
  void aFloodOnTheChannelTakesNoMemoryAndHoldsNothingUp() throws Exception {
    Map<String, String> given =
        Map.of("QEMU_IGNITION", CONFIG, "JAVA_TOOL_OPTIONS", "-Xmx32m -XX:+UseSerialGC");
    try (SupervisorProcess vm = SupervisorProcess.start(with(microLinux(), given))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("ignition-flood");
      vm.awaitConsole("GUEST-IGNITION-FLOODS");
      vm.awaitLog("Ignition's journal is longer than any");
      vm.awaitMetric("qemu_guest_ignition_failed 0.0");
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      assertTrue(residentKb(vm.pid()) < MOST_RESIDENT_KB, vm::story);
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aGuestWithoutAConfigHasNoChannel() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(microLinux())) {
      vm.awaitConsole("GUEST-READY");
      vm.type("ignition-fail");
      vm.awaitConsole("GUEST-ERROR no journal channel");
      vm.awaitLog("Health and metrics");
      assertFalse(vm.get("/metrics").body().contains("qemu_guest_ignition"), vm::story);
    }
  }

  @Test
  void anotherConfigForADiskThatHasBootedIsToldAndAFailedFirstBootIsNone() throws Exception {
    Map<String, String> given = new TreeMap<>(microLinux());
    given.put("QEMU_HDA", folder.resolve("disk.qcow2").toString());
    given.put("QEMU_HDA_SIZE", "64M");
    given.put("QEMU_IGNITION", CONFIG);
    String changed = "QEMU_IGNITION HAS CHANGED SINCE THE FIRST BOOT of QEMU_HDA";
    startAndStop(given, false, "");
    startAndStop(given, false, "");
    given.put("QEMU_IGNITION", CONFIG + " ");
    startAndStop(given, false, changed);
    startAndStop(given, true, changed);
    given.put("QEMU_IGNITION", CONFIG + "\n");
    startAndStop(given, false, "");
  }

  /** What the log says of a change; empty: nothing. */
  private static void startAndStop(Map<String, String> given, boolean fail, String changed)
      throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(given)) {
      vm.awaitConsole("GUEST-READY");
      vm.awaitLog("Health and metrics");
      if (fail) {
        vm.type("ignition-fail");
        vm.awaitLog("The guest's first boot failed");
      }
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      assertEquals(!changed.isEmpty(), vm.log().contains("HAS CHANGED"), vm::story);
      assertTrue(vm.log().contains(changed), vm::story);
    }
  }

  private static byte[] fetched(int port, String name) throws Exception {
    return SupervisorProcess.get(port, "/fw_cfg/" + name).body().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] content(JsonNode reference) {
    return Base64.getDecoder()
        .decode(reference.path("source").asText().substring("data:;base64,".length()));
  }

  /** Debian's ignition-validate: {@code ./dev setup} fetches it. */
  private void assertIgnitionAccepts(byte[] config) throws Exception {
    Path file = Files.write(folder.resolve("config.ign"), config);
    Process process =
        new ProcessBuilder("ignition-validate", file.toString()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    assertEquals("", output.strip());
  }

  private static long residentKb(long pid) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IllegalStateException("no VmRSS of " + pid);
  }
}
