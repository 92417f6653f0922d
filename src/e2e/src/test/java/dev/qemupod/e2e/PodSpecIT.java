package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pod spec that started this project, played once: what is found while it runs. No test changes
 * what another one looks at, so they may come in any order.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PodSpecIT {
  private static final long MIB = 1L << 20;

  @RegisterExtension final Scene scene = Scene.ofClass();

  private PodSpec pod;
  private VmContainer vm;

  @BeforeAll
  void play() throws Exception {
    pod =
        PodSpec.example("docker-host").replace("value: 2375 2376", "value: 2375 2376 8080:80/tcp");
    scene.volumeWithDisk(pod.name() + "-base", "base.qcow2");
    vm = scene.play(pod);
    assertEquals(200, vm.ports().get(8080, "/").statusCode());
  }

  @Test
  void theVmHasTheSizeThatThePodSpecGivesIt() throws Exception {
    JsonNode plan = vm.status().path("plan");
    assertEquals(1, plan.path("vcpus").asInt(), plan::toPrettyString);
    assertEquals(640 * MIB, plan.path("memory_bytes").asLong(), plan::toPrettyString);
    assertEquals(1024 * MIB, plan.path("memory_limit_bytes").asLong(), plan::toPrettyString);
  }

  @Test
  void theOldSpellingOfTheVirtualCpusIsReadAndMentioned() {
    assertTrue(vm.log().contains("QEMU_PU"), vm::log);
  }

  @Test
  void aConnectionToAForwardedPortIsAnsweredByTheGuest() throws Exception {
    assertEquals("hello from guest", vm.ports().get(8080, "/").body().strip());
  }

  @Test
  void aBarePortIsForwardedForBothProtocols() throws Exception {
    String arguments = vm.status().path("argv").toString();
    for (int port : new int[] {2375, 2376}) {
      for (String protocol : new String[] {"tcp", "udp"}) {
        String forward = "hostfwd=" + protocol + "::" + port + "-:" + port;
        assertTrue(arguments.contains(forward), arguments);
      }
    }
  }

  @Test
  void sshIsForwardedToWhereThePodMayListen() throws Exception {
    String lowest =
        vm.exec("cat", "/proc/sys/net/ipv4/ip_unprivileged_port_start").orFail().out().strip();
    int port = Integer.parseInt(lowest) > 22 ? 2222 : 22;
    assertEquals("SSH-2.0-qemu-pod-test", vm.ports().firstLine(port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"opt/com.coreos/config", "opt/org.flatcar-linux/config"})
  void theGuestSeesTheConfigMapByteForByte(String name) throws Exception {
    assertEquals(pod.ignition(), vm.ports().get(8080, "/fw_cfg/" + name).body());
  }

  @Test
  void theDiskIsAnOverlayOfTheSizeThatWasAskedFor() throws Exception {
    String facts =
        vm.exec("qemu-img", "info", "--force-share", "--output=json", "/disk/disk.qcow2")
            .orFail()
            .out();
    JsonNode disk = new ObjectMapper().readTree(facts);
    assertEquals(10L << 30, disk.path("virtual-size").asLong(), facts);
    assertEquals("/base/base.qcow2", disk.path("full-backing-filename").asText(), facts);
  }

  @Test
  void theBaseIsNotWritten() throws Exception {
    Path original = Podman.REPOSITORY.resolve("test-images/target/micro-linux/disk.qcow2");
    Path base = Podman.volume(pod.name() + "-base").resolve("base.qcow2");
    assertEquals(-1, Files.mismatch(original, base));
  }

  @Test
  void prometheusUnderstandsTheMetricsAndHasNothingToComplainAbout() throws Exception {
    HttpResponse<String> metrics = vm.get("/metrics");
    assertEquals(200, metrics.statusCode());
    Path page = Files.writeString(scene.directory("metrics").resolve("page"), metrics.body());
    ProcessBuilder promtool = new ProcessBuilder("promtool", "check", "metrics");
    Outcome verdict = Outcome.of(promtool.redirectInput(page.toFile()));
    assertEquals(0, verdict.code(), () -> verdict + metrics.body());
    assertTrue(metrics.body().contains("qemu_vm_state{state=\"running\"} 1"), metrics::body);
    assertTrue(metrics.body().contains("qemu_pod_memory_limit_bytes 1.073741824E9"), metrics::body);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/startupz", "/livez", "/readyz"})
  void theProbesOfThePodSpecSayYes(String path) throws Exception {
    assertEquals(200, vm.get(path).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"live", "ready"})
  void theHealthCommandSaysYes(String probe) throws Exception {
    vm.exec("qemu-pod", "health", probe).orFail();
  }

  @Test
  void nothingOfTheConsoleIsInThePodsLog() {
    assertEquals("", vm.console());
  }

  @Test
  void nobodyInThePodMayGainPrivileges() throws Exception {
    String status = vm.exec("cat", "/proc/1/status").orFail().out();
    assertTrue(status.contains("Uid:\t65532\t65532\t65532\t65532\n"), status);
    assertTrue(status.contains("CapBnd:\t0000000000000000\n"), status);
    assertTrue(status.contains("NoNewPrivs:\t1\n"), status);
  }

  @Test
  void aProcessLeftBehindByAnExecIsReaped() throws Exception {
    vm.exec("/bin/sh", "-c", "sleep 1 </dev/null >/dev/null 2>&1 &").orFail();
    Pattern reaped =
        Pattern.compile("(?m)^qemu_supervisor_reaped_processes_total\\{kind=\"orphan\"\\} [1-9]");
    assertTrue(
        Patience.until(Patience.GUEST, () -> reaped.matcher(vm.get("/metrics").body()).find()),
        () -> "nothing was reaped");
    // A process that ends while it is listed makes cat fail; what was listed is still true.
    String processes = vm.exec("/bin/sh", "-c", "cat /proc/[0-9]*/status").out();
    assertTrue(processes.contains("State:\t"), processes);
    assertTrue(!processes.contains("State:\tZ"), processes);
  }
}
