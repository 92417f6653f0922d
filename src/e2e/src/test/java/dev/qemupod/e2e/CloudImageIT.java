package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Debian with cloud-init, a disk, and SSH keys in a ConfigMap: the example that people apply,
 * played twice on the same volumes. It is booted once for each life, and everything that the tests
 * look at is collected on the way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudImageIT {
  private static final int SSH = 2222;
  private static final int WEB = 8080;
  private static final String USER = "debian";
  private static final Duration GRACE = Duration.ofMinutes(2);

  /** Two parts; each run of the first leaves a line. */
  private static final String USER_DATA =
      """
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="next"

      --next
      Content-Type: text/cloud-config

      #cloud-config
      runcmd: [[sh, -c, 'date >>/var/lib/first-boots']]
      --next
      Content-Type: text/x-shellscript

      #!/bin/sh
      echo seen >/var/lib/second-part
      --next--
      """;

  /** What DHCP does not say; the address is qemu's own for its first network card. */
  private static final String NETWORK_CONFIG =
      "{version: 2, ethernets: {card: {match: {macaddress: '52:54:00:12:34:56'}, dhcp4: true, mtu:"
          + " 1400}}}";

  /** A line for each of the first facts of a life. A login of its own takes seconds for each. */
  private static final String LOOK =
      """
      set -e
      id --user --name
      hostname
      cat /proc/sys/kernel/random/boot_id
      cat /etc/ssh/ssh_host_ed25519_key.pub
      wc --lines </var/lib/first-boots
      cat /var/lib/second-part
      cat /sys/class/net/e*/mtu
      df --output=size --block-size=1M / | tail -n 1
      """;

  @RegisterExtension final Scene scene = Scene.ofClass();

  private Ssh ssh;
  private PodSpec pod;
  private Life first;
  private Life second;
  private String webPage;

  /**
   * What was seen of a VM from its start to its end.
   *
   * @param user whom the key lets in
   * @param hostname the guest's
   * @param bootId the kernel's, a new one for each boot
   * @param hostKey the guest's SSH key
   * @param firstBoots how often cloud-init has set the guest up
   * @param secondPart what the second part of the user-data has left
   * @param mtu of the guest's network card
   * @param rootMib the size of its root file system
   * @param metrics the supervisor's, with the guest ready
   * @param exitCode the container's
   * @param lastLogLine the supervisor's
   */
  private record Life(
      String user,
      String hostname,
      String bootId,
      String hostKey,
      String firstBoots,
      String secondPart,
      String mtu,
      long rootMib,
      String metrics,
      int exitCode,
      String lastLogLine) {}

  @BeforeAll
  void liveTwice() throws Exception {
    ssh = Ssh.withNewKey(scene.directory("ssh"));
    pod =
        PodSpec.example("cloud-image")
            .replace(PodSpec.EXAMPLE_KEY, ssh.publicKey())
            .replace("value: \"ssh:2222\"", "value: agent")
            .replace("\"2222:22\"", "\"2222:22 8080:80\"")
            .replace("value: 10G", "value: 3G")
            .replace("cpu: 1000m", "cpu: 2000m")
            .variable("QEMU_CLOUD_INIT_USER_DATA", packed(USER_DATA))
            .variable("QEMU_CLOUD_INIT_NETWORK_CONFIG", NETWORK_CONFIG);
    scene.volumeWithDisk(pod.name() + "-base", "base.qcow2", "debian/disk.qcow2");
    VmContainer vm = scene.play(pod);
    awaitSetUp(vm);
    webPage = runContainer(vm);
    first = endOf(vm);
    vm = scene.playAgain(pod);
    awaitSetUp(vm);
    second = endOf(vm);
  }

  /** As people do with what is too long for a variable. */
  private static String packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /**
   * Logs in, and waits until cloud-init has done all that it does at this boot. It is not asked
   * itself, which would take an emulated guest as long as one more of its steps.
   */
  private void awaitSetUp(VmContainer vm) throws Exception {
    String result =
        in(
            vm,
            "cd /run/cloud-init; until test -s result.json; do sleep 0.5; done; cat result.json");
    JsonNode errors = new ObjectMapper().readTree(result).at("/v1/errors");
    assertTrue(errors.isArray() && errors.isEmpty(), result);
    assertTrue(
        Patience.until(Patience.DISTRIBUTION, () -> vm.get("/readyz").statusCode() == 200),
        "the guest's agent never answered");
  }

  /** What people run virtual machines in pods for. */
  private String runContainer(VmContainer vm) throws Exception {
    String command = "sudo podman run --detach --publish 80:80 oci-archive:/srv/inception.tar";
    in(vm, command);
    return vm.ports().get(WEB, "/").body();
  }

  private Life endOf(VmContainer vm) throws Exception {
    List<String> seen = in(vm, LOOK).lines().map(String::strip).toList();
    assertEquals(LOOK.lines().count() - 1, seen.size(), seen::toString);
    String metrics = vm.get("/metrics").body();
    vm.stop(GRACE);
    return new Life(
        seen.get(0),
        seen.get(1),
        seen.get(2),
        seen.get(3),
        seen.get(4),
        seen.get(5),
        seen.get(6),
        Long.parseLong(seen.get(7)),
        metrics,
        vm.awaitExit(),
        vm.lastLogLine());
  }

  private String in(VmContainer vm, String command) throws Exception {
    return ssh.run(vm.ports(), SSH, USER, command).orFail().out().strip();
  }

  @Test
  void theKeyOfTheConfigMapLetsTheImagesOwnUserIn() {
    assertEquals(USER, first.user());
  }

  @Test
  void theGuestIsCalledAsItsPod() {
    assertEquals(pod.name(), first.hostname());
  }

  @Test
  void allPartsOfPackedUserDataAreRead() {
    assertEquals("1", first.firstBoots());
    assertEquals("seen", first.secondPart());
  }

  @Test
  void theNetworkIsSetUpAsConfigured() {
    assertEquals("1400", first.mtu());
  }

  @Test
  void theRootFileSystemHasGrownWithTheDisk() {
    assertTrue(first.rootMib() > 2800, "MiB: " + first.rootMib());
  }

  @Test
  void theGuestsAgentIsHeard() {
    assertTrue(first.metrics().contains("qemu_guest_agent_up 1"), first::metrics);
    assertTrue(first.metrics().contains("id=\"debian\""), first::metrics);
  }

  @Test
  void theGuestRunsAContainerOfItsOwn() {
    assertEquals("hello from a container in a guest", webPage.strip());
  }

  @Test
  void thePowerButtonEndsItWith0() {
    assertEquals(0, first.exitCode(), first::lastLogLine);
    assertTrue(first.lastLogLine().contains("The guest shut down as it was asked to."));
    assertEquals(0, second.exitCode(), second::lastLogLine);
  }

  @Test
  void thePodThatComesAfterwardsIsNoFirstBoot() {
    assertNotEquals(first.bootId(), second.bootId());
    assertEquals("1", first.firstBoots());
    assertEquals("1", second.firstBoots());
    assertEquals(first.hostKey(), second.hostKey());
    assertEquals(USER, second.user());
  }
}
