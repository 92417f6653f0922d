package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A pod from its start to its end, as the guest tells it on its console. */
class PodStopIT {
  private static final long KIB = 1L << 10;

  /** What a Linux kernel keeps for itself before it counts its memory, generously. */
  private static final long KERNELS_OWN = 100L << 20;

  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void theGuestGetsWhatTheLimitsAllowAndShutsDownWhenThePodIsStopped() throws Exception {
    Path report = scene.terminationLog();
    PodSpec pod =
        PodSpec.example("docker-host")
            .withoutLines("QEMU_NO_SERIAL")
            .withoutLines("QEMU_RAM")
            .withoutLines("QEMU_PU")
            .terminationLog(report);
    scene.volumeWithDisk(pod.name() + "-base", "base.qcow2");
    VmContainer vm = scene.play(pod);
    vm.awaitConsole("GUEST-READY");
    assertSize(vm);
    assertIgnition(vm, pod.ignition().getBytes(StandardCharsets.UTF_8));

    vm.stop();

    assertEquals(0, vm.awaitExit());
    assertTrue(vm.console().contains("GUEST-POWERBUTTON"), "no button was pressed");
    assertTrue(vm.console().contains("GUEST-SHUTDOWN poweroff"), "the guest did not shut down");
    assertTrue(vm.log().contains("SIGTERM: asking the guest to shut down"), "no word of the stop");
    assertTrue(vm.lastLogLine().contains("The guest shut down as it was asked to."));
    assertReport(Files.readString(report));
    try (Stream<Path> files = Files.list(Podman.volume(pod.name() + "-disk"))) {
      // The others remember its base, and which Ignition config it was first started with.
      assertEquals(
          List.of("disk.qcow2", "disk.qcow2.qemu-pod-base", "disk.qcow2.qemu-pod-ignition"),
          files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private static void assertSize(VmContainer vm) throws Exception {
    JsonNode plan = vm.status().path("plan");
    long planned = plan.path("memory_bytes").asLong();
    long seen = Long.parseLong(vm.awaitConsoleField("GUEST-MEMORY total_kb=(\\d+)")) * KIB;
    assertTrue(planned > 700L << 20 && planned < 1L << 30, plan::toPrettyString);
    assertTrue(seen <= planned && seen > planned - KERNELS_OWN, seen + " of " + planned);
    assertEquals("1", vm.awaitConsoleField("GUEST-CPUS (\\d+)"));
    assertEquals(1, plan.path("vcpus").asInt(), plan::toPrettyString);
  }

  private static void assertIgnition(VmContainer vm, byte[] config) throws Exception {
    String sum = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(config));
    String facts = " size=" + config.length + " sha256=" + sum;
    for (String name : List.of("opt/com.coreos/config", "opt/org.flatcar-linux/config")) {
      assertTrue(vm.console().contains("FWCFG " + name + facts), name + facts);
    }
  }

  private static void assertReport(String report) throws Exception {
    List<String> lines = report.lines().toList();
    assertEquals(2, lines.size(), report);
    assertEquals("The guest shut down as it was asked to.", lines.getFirst());
    JsonNode facts = new ObjectMapper().readTree(lines.getLast());
    assertEquals(0, facts.path("exitCode").asInt(-1), report);
    assertEquals("Stopped", facts.path("reason").asText(), report);
  }
}
