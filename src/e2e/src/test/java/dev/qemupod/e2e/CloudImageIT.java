package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
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

  /** Each run of it leaves a line. */
  private static final String USER_DATA =
      "#cloud-config\\nruncmd: [[sh, -c, 'date >>/var/lib/first-boots']]";

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
            .variable("QEMU_CLOUD_INIT_USER_DATA", USER_DATA);
    scene.volumeWithDisk(pod.name() + "-base", "base.qcow2", "debian/disk.qcow2");
    VmContainer vm = scene.play(pod);
    awaitSetUp(vm);
    webPage = runContainer(vm);
    first = endOf(vm);
    vm = scene.playAgain(pod);
    awaitSetUp(vm);
    second = endOf(vm);
  }

  /** Logs in, and waits until cloud-init has done all that it does at this boot. */
  private void awaitSetUp(VmContainer vm) throws Exception {
    assertEquals("status: done", in(vm, "cloud-init status --wait | tail -n 1"));
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
    String user = in(vm, "id --user --name");
    String hostname = in(vm, "hostname");
    String bootId = in(vm, "cat /proc/sys/kernel/random/boot_id");
    String hostKey = in(vm, "cat /etc/ssh/ssh_host_ed25519_key.pub");
    String firstBoots = in(vm, "wc --lines </var/lib/first-boots");
    String size = in(vm, "df --output=size --block-size=1M / | tail -n 1");
    String metrics = vm.get("/metrics").body();
    vm.stop(GRACE);
    return new Life(
        user,
        hostname,
        bootId,
        hostKey,
        firstBoots,
        Long.parseLong(size),
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
