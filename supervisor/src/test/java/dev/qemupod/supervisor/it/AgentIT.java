package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.guest;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's guest agent, and what stands in for it: silence, lies and floods. */
class AgentIT {
  /** As in the image. */
  private static final String SMALL_HEAP = "-Xmx32m -XX:+UseSerialGC";

  /** What the supervisor may hold beside its usual 60 MB when a guest floods it. */
  private static final long MOST_RESIDENT_KB = 160 << 10;

  @Test
  void theAgentOpensTheGateTellsTheSystemAndShutsDownAGuestThatIgnoresItsButton() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(microLinux(), Map.of("QEMU_INITRD", agentInitrd(), "QEMU_READY", "agent")))) {
      vm.awaitLog("Health and metrics");
      // On a busy machine the agent may answer before anybody has asked us.
      int early = vm.get("/readyz").statusCode();
      assertTrue(early == 503 || vm.log().contains("The guest is ready"), vm::story);
      boolean told = vm.get("/metrics").body().contains("qemu_guest_agent_up");
      assertTrue(!told || vm.log().contains("The guest agent answers"), vm::story);
      vm.awaitLog("The guest is ready: the guest agent answered.");
      assertEquals(200, vm.get("/readyz").statusCode(), vm::story);
      vm.awaitConsole("GUEST-READY");
      vm.type("ignore-button");
      vm.awaitConsole("GUEST-IGNORES-BUTTON");
      String metrics = vm.get("/metrics").body();
      assertTrue(metrics.contains("qemu_guest_agent_up 1.0"), metrics);
      assertTrue(metrics.contains("pretty_name=\"Micro Linux 1.0 (test guest)\""), metrics);
      assertTrue(vm.get("/status").body().contains("\"id\":\"micro-linux\""), vm::story);
      assertFalse(metrics.contains("qemu_guest_filesystem"), "nobody asked for it" + metrics);
      assertFalse(metrics.contains("qemu_guest_network"), "nobody asked for it" + metrics);

      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("GUEST-AGENT-SHUTDOWN -h -P +0"), vm::story);
      assertTrue(vm.lastLogLine().contains("The guest shut down as it was asked to."), vm::story);
    }
  }

  @Test
  void theAgentIsAskedForFileSystemsAndTheNetworkIfThatIsWanted(@TempDir Path folder)
      throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                microLinux(),
                Map.of(
                    "QEMU_INITRD",
                    agentInitrd(),
                    "QEMU_HDA",
                    folder.resolve("disk.qcow2").toString(),
                    "QEMU_HDA_SIZE",
                    "64Mi",
                    "QEMU_METRICS_FILESYSTEMS",
                    "1",
                    "QEMU_METRICS_NETWORK",
                    "1")))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("write-file 8");
      vm.awaitConsole("GUEST-FILE-WRITTEN");
      // A new conversation, which begins with what the guest has now.
      vm.type("agent-stop");
      vm.awaitConsole("GUEST-AGENT-STOPPED");
      vm.type("agent-start");
      vm.awaitMetric("qemu_guest_filesystem_used_bytes{");
      vm.awaitMetric("qemu_guest_network_receive_bytes_total{");

      String page = vm.get("/metrics").body();
      double size = value(page, "qemu_guest_filesystem_size_bytes{fstype=\"ext4\"");
      double used = value(page, "qemu_guest_filesystem_used_bytes{fstype=\"ext4\"");
      assertTrue(size > 48 << 20 && size <= 64 << 20, page);
      assertTrue(used >= 8 << 20 && used < size, page);
      assertTrue(
          value(page, "qemu_guest_network_receive_bytes_total{interface=\"eth0\"") > 0, page);
      assertTrue(value(page, "qemu_guest_network_transmit_packets_total{interface=\"eth0\"") > 0);
      assertFalse(page.contains("interface=\"lo\""), page);

      vm.type("agent-stop");
      vm.awaitMetric("qemu_guest_agent_up 0.0");
      assertFalse(vm.get("/metrics").body().contains("qemu_guest_filesystem"), vm::story);
    }
  }

  private static double value(String page, String series) {
    String line = page.lines().filter(each -> each.startsWith(series)).findFirst().orElse("- -1");
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }

  @Test
  void anAgentThatFreezesAndComesBackIsNoticedAndNeverWaitedFor() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_INITRD", agentInitrd())))) {
      vm.awaitLog("The guest agent answers.");
      vm.awaitConsole("GUEST-READY");
      vm.type("agent-freeze");
      vm.awaitLog("The guest agent is down: the guest agent did not answer within 5000 ms.");
      vm.awaitMetric("qemu_guest_agent_up 0.0");
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      vm.type("agent-thaw");
      vm.awaitLog("The guest agent answers.", 2);
      vm.type("agent-stop");
      vm.awaitLog("its channel was closed");
      vm.type("agent-start");
      vm.awaitLog("The guest agent answers.", 3);
      vm.type("agent-freeze");
      vm.awaitConsole("GUEST-AGENT-FROZEN", 2);
      assertShutsDownByItsButton(vm);
    }
  }

  @Test
  void noAgentIsNotMissedAndOneThatLiesAndFloodsIsDownAndTakesNoMemory() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(microLinux(), Map.of("QEMU_READY", "agent", "JAVA_TOOL_OPTIONS", SMALL_HEAP)))) {
      vm.awaitConsole("GUEST-READY");
      vm.awaitLog("Health and metrics");
      assertFalse(vm.get("/metrics").body().contains("qemu_guest_agent_up"), vm::story);
      assertFalse(vm.get("/status").body().contains("\"guest_agent\":"), vm::story);
      vm.type("agent-lie");
      vm.awaitConsole("GUEST-AGENT-LIES");
      vm.type("agent-flood");
      vm.awaitConsole("GUEST-AGENT-FLOODS");
      vm.awaitMetric("qemu_guest_agent_up 0.0");
      vm.type("burn-cpu");
      vm.awaitConsole("GUEST-BURNING");
      assertEquals(503, vm.get("/readyz").statusCode(), vm::story);
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      assertTrue(residentKb(vm.pid()) < MOST_RESIDENT_KB, vm::story);
      assertTrue(vm.log().length() < 20_000, vm::story);
      assertShutsDownByItsButton(vm);
    }
  }

  private static void assertShutsDownByItsButton(SupervisorProcess vm) throws Exception {
    long started = System.nanoTime();
    vm.terminate();
    assertEquals(0, vm.awaitExit(), vm::story);
    long seconds = (System.nanoTime() - started) / 1_000_000_000L;
    assertTrue(vm.console().contains("GUEST-POWERBUTTON"), vm::story);
    assertTrue(seconds < 10, "the shutdown took " + seconds + " s" + vm.story());
  }

  private static String agentInitrd() {
    return guest("micro-linux/initrd-agent.gz");
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
