package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands of the image, as {@code podman run IMAGE COMMAND} and in a running pod. */
class CommandsIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void helpNamesTheCommandsAndTheVariables() throws Exception {
    String help = output(VmSpec.plain().arguments("--help"));
    for (String word : new String[] {"plan", "check", "health", "QEMU_HDA", "QEMU_PORTS"}) {
      assertTrue(help.contains(word), word + " is missing");
    }
  }

  @Test
  void versionIsOneLine() throws Exception {
    String version = output(VmSpec.plain().arguments("--version"));
    assertTrue(version.startsWith("qemu-pod "), version);
    assertEquals(1, version.lines().count(), version);
  }

  @Test
  void planShowsTheSumAndTheCommandLine() throws Exception {
    String plan = output(VmSpec.bareMetal("idle").memory("512m").arguments("plan"));
    for (String word : new String[] {"512.0 MiB", "headroom", "guest RAM", "-machine", "tb-size"}) {
      assertTrue(plan.contains(word), word + " is missing in\n" + plan);
    }
  }

  @Test
  void checkSaysYesToAGoodConfigurationAndNoToABadOne() throws Exception {
    output(VmSpec.bareMetal("idle").arguments("check"));
    VmContainer bad =
        scene.run(VmSpec.bareMetal("idle").with("QEMU_PORTS", "x:y").arguments("check"));
    assertEquals(78, bad.awaitExit());
    assertTrue((bad.log() + bad.console()).contains("QEMU_PORTS"));
  }

  @Test
  void anUnknownCommandIsRefused() throws Exception {
    VmContainer vm = scene.run(VmSpec.plain().arguments("pln"));
    assertEquals(2, vm.awaitExit());
    assertTrue(vm.log().contains("plan"), "the nearest command is not named");
  }

  @Test
  void healthTellsALivingPodFromAReadyOne() throws Exception {
    VmContainer vm =
        scene.run(
            VmSpec.bareMetal("idle")
                .with("QEMU_READY", "console:this will never be said")
                // The last one counts: with the image's own health check after all.
                .option("--no-healthcheck=false"));
    vm.awaitLog("The VM is running");
    vm.awaitLog("Health and metrics");
    vm.exec("qemu-pod", "health", "live").orFail();
    Outcome ready = vm.exec("qemu-pod", "health", "ready");
    assertNotEquals(0, ready.code(), ready::toString);
    assertTrue((ready.out() + ready.err()).contains("console"), ready::toString);
    Podman.run("healthcheck", "run", vm.name()).orFail();
  }

  private String output(VmSpec spec) throws Exception {
    VmContainer vm = scene.run(spec);
    assertEquals(0, vm.awaitExit());
    return vm.console();
  }
}
