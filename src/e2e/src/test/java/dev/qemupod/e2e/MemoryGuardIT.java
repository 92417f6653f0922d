package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a guest that may use more than the pod has does to it, and what is given back. */
class MemoryGuardIT {
  private static final long MIB = 1 << 20;
  private static final String TOO_MUCH = "The guest may use more memory than the pod has";

  @RegisterExtension final Scene scene = Scene.ofTest();

  /** A guest of 640 MiB in a pod of 512 MiB, which fills all that it has. */
  private static VmSpec tooLarge() {
    return VmSpec.microLinux().memory("512m").with("QEMU_RAM", "640M").with("QEMU_RAM_FORCE", "1");
  }

  @Test
  void withoutTheGuardAGuestThatFillsTooMuchMemoryIsKilled() throws Exception {
    VmContainer vm = scene.run(tooLarge().with("QEMU_MEMORY_GUARD", "off"));
    vm.awaitConsole("GUEST-READY");
    vm.awaitLog(TOO_MUCH);
    vm.type("fill-memory");
    assertEquals(137, vm.awaitExit());
    assertTrue(vm.log().contains("killed by the kernel's OOM killer"), "it died of something else");
  }

  @Test
  void withTheGuardTheSameGuestLivesOn() throws Exception {
    VmContainer vm = scene.run(tooLarge());
    vm.awaitConsole("GUEST-READY");
    vm.awaitLog(TOO_MUCH);
    await(vm, "the balloon took what the guard asked for", () -> ballooned(vm));
    vm.type("fill-memory");
    long filled = Long.parseLong(vm.awaitConsoleField("GUEST-FILLED kb=(\\d+)")) << 10;
    long left = metric(vm, "qemu_memory_balloon_bytes").orElseThrow();
    assertTrue(filled > left / 2, filled + " of " + left + " were filled");

    vm.type("memory");
    vm.awaitConsoleField("GUEST-MEMORY total_kb=\\d+ available_kb=(\\d+)");
    assertEquals(200, vm.get("/livez").statusCode());
    assertEquals(0, vm.oomKills());
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  @Test
  void whatTheGuestFreesThePodHasBack() throws Exception {
    VmContainer vm = scene.run(VmSpec.microLinux().memory("1536m"));
    vm.awaitConsole("GUEST-READY");
    vm.type("fill-memory 1024");
    long filled = Long.parseLong(vm.awaitConsoleField("GUEST-FILLED kb=(\\d+)")) << 10;
    assertEquals(1024 * MIB, filled);
    long full = metric(vm, "qemu_pod_memory_usage_bytes").orElseThrow();
    assertTrue(full > filled, full + " are used");

    vm.type("free-memory");
    vm.awaitConsole("GUEST-FREED");
    await(
        vm,
        "900 MiB were given back of " + full,
        () -> metric(vm, "qemu_pod_memory_usage_bytes").orElseThrow() < full - 900 * MIB);
    assertEquals(
        0, metric(vm, "qemu_memory_guard_actions_total{action=\"inflate\"}").orElseThrow());
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  private static boolean ballooned(VmContainer vm) throws Exception {
    OptionalLong target = metric(vm, "qemu_memory_guard_target_bytes");
    OptionalLong room = metric(vm, "qemu_pod_memory_room_bytes");
    return room.isPresent()
        && room.getAsLong() >= 16 * MIB
        && target.equals(metric(vm, "qemu_memory_balloon_bytes"));
  }

  private static void await(VmContainer vm, String what, Patience.Condition condition)
      throws Exception {
    if (!Patience.until(Patience.GUEST, condition)) {
      fail("it never came true that " + what + "\n" + vm.get("/metrics").body());
    }
  }

  private static OptionalLong metric(VmContainer vm, String name) throws Exception {
    Optional<String> line =
        vm.get("/metrics").body().lines().filter(text -> text.startsWith(name + " ")).findFirst();
    return line.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of((long) Double.parseDouble(line.get().substring(name.length() + 1)));
  }
}
