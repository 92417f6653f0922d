package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class MinimalPodIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void aDiskAndTheLimitsAreEnough() throws Exception {
    PodSpec pod = PodSpec.example("minimal");
    scene.volumeWithDisk(pod.name() + "-disk", "disk.qcow2");
    VmContainer vm = scene.play(pod);
    vm.awaitConsole("GUEST-READY");
    assertEquals("1", vm.awaitConsoleField("GUEST-CPUS (\\d+)"));
    vm.stop();
    assertEquals(0, vm.awaitExit());
    assertTrue(vm.console().contains("GUEST-SHUTDOWN poweroff"));
  }
}
