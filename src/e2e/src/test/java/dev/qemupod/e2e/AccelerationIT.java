package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * KVM as pods find it: absent, closed to their user, there and broken, or working.
 *
 * <p>The device is a node of the test's own, so that its group is known on every machine; where the
 * kernel has no KVM behind it, it can not be opened, which is one more way to find it.
 */
class AccelerationIT {
  /** A group that nobody is in. */
  private static final int GROUP = 61123;

  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void withoutADeviceTheGuestIsEmulatedAndTheReasonIsSaid() throws Exception {
    JsonNode accelerator = boot(VmSpec.microLinux());
    assertEquals("tcg", accelerator.path("name").asText(), accelerator::toPrettyString);
    assertTrue(accelerator.path("reason").asText().contains("/dev/kvm is absent"));
    assertFalse(accelerator.path("fell_back").asBoolean());
    assertFalse(accelerator.path("advice").asText().isEmpty());
  }

  @Test
  void aDeviceThatIsClosedToTheUserNamesTheGroupThatIsMissing() throws Exception {
    JsonNode accelerator = boot(withDevice(VmSpec.microLinux()));
    assertEquals("tcg", accelerator.path("name").asText(), accelerator::toPrettyString);
    assertTrue(accelerator.path("reason").asText().contains(":" + GROUP));
    String advice = accelerator.path("advice").asText();
    assertTrue(advice.contains("supplementalGroups"), advice);
    assertTrue(advice.contains(Integer.toString(GROUP)), advice);
  }

  @Test
  void aDeviceThatOpensIsUsedIfItWorksAndElseTheGuestIsEmulated() throws Exception {
    JsonNode accelerator = boot(withDevice(VmSpec.microLinux()).option("--group-add=" + GROUP));
    String reason = accelerator.path("reason").asText();
    switch (accelerator.path("name").asText()) {
      case "kvm" -> assertTrue(reason.startsWith("KVM, because"), reason);
      case "tcg" -> {
        assertTrue(reason.contains("/dev/kvm"), reason);
        // Either it can not be opened, or qemu tried it and died: then with qemu's own words.
        assertEquals(
            accelerator.path("fell_back").asBoolean(),
            reason.contains("qemu died under KVM: "),
            accelerator::toPrettyString);
      }
      default -> throw new AssertionError(accelerator.toPrettyString());
    }
  }

  @Test
  void kvmThatIsDemandedAndClosedIsAQuestionOfPermission() throws Exception {
    VmContainer vm = scene.run(withDevice(VmSpec.bareMetal("idle")).with("QEMU_ACCEL", "kvm"));
    assertEquals(77, vm.awaitExit());
    assertTrue(vm.lastLogLine().contains(Integer.toString(GROUP)), vm::lastLogLine);
  }

  /** Boots a Linux to its end, and tells what it ran on. */
  private JsonNode boot(VmSpec spec) throws Exception {
    VmContainer vm = scene.run(spec);
    vm.awaitConsole("GUEST-READY");
    vm.awaitLog("Health and metrics");
    return vm.status().path("accelerator");
  }

  private VmSpec withDevice(VmSpec spec) throws IOException, InterruptedException {
    Path device = scene.directory("device").resolve("kvm");
    // Linux, Documentation/admin-guide/devices.txt: misc 232 is /dev/kvm.
    Outcome.of(new ProcessBuilder("mknod", "--mode=660", device.toString(), "c", "10", "232"))
        .orFail();
    Files.setAttribute(device, "unix:gid", GROUP);
    return spec.option("--device=" + device + ":/dev/kvm");
  }
}
