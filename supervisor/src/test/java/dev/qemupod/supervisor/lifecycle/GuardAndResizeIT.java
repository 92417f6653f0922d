package dev.qemupod.supervisor.lifecycle;

import static dev.qemupod.supervisor.lifecycle.ScriptedVm.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.host.PodMemory;
import dev.qemupod.supervisor.sizing.Maxima;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory guard of a VM that is resized: both work towards one limit, not against each other.
 */
@Timeout(120)
class GuardAndResizeIT {
  private static final Duration ANSWER = Duration.ofMillis(250);

  /** What {@link VmViews} plans: a limit of 1 GiB without 236 MiB. */
  private static final long RAM = 788 * MIB;

  private static final Maxima MOST = new Maxima(1, 4 * RAM, "");

  @TempDir Path folder;

  private final ScriptedVm guest = new ScriptedVm(1);

  @Test
  void memoryThatTheGuestGivesBackNeedsNoBalloon() throws Exception {
    try (StubbedSupervisor vm = start()) {
      pod(vm, 2048, 120);
      await(vm, 60, "grown", () -> guest.plugged() == 1024 * MIB);
      pod(vm, 1024, 120);
      await(vm, 60, "shrunk", () -> guest.plugged() == 0);
      for (int second = 0; second < 120; second++) {
        look(vm);
      }
      assertEquals(0, guest.count("balloon"), guest.asked::toString);
      assertEquals(0, guest.count("memory 904"), "far from the limit there is one step");
      assertFalse(vm.log().contains("The guest may use more memory"), vm::log);
    }
  }

  /** What a guest holds for a moment while it gives back does not fit the limit otherwise. */
  @Test
  void nearTheLimitMemoryIsTakenBackStepByStep() throws Exception {
    try (StubbedSupervisor vm = start()) {
      pod(vm, 2048, 120, 700);
      await(vm, 60, "grown", () -> guest.plugged() == 1024 * MIB);
      pod(vm, 1024, 120, 700);
      await(vm, 60, "shrunk", () -> guest.plugged() == 0);
      for (int left = 1024 - 120; left > -120; left -= 120) {
        String step = "memory " + Math.max(0, left);
        assertEquals(1, guest.asked.stream().filter(step::equals).count(), guest.asked::toString);
      }
      assertEquals(0, guest.count("balloon"), guest.asked::toString);
    }
  }

  /** It is not touched yet, but may be at any moment. */
  @Test
  void memoryThatTheGuestKeepsIsTakenByTheBalloonUntilItIsGivenBack() throws Exception {
    try (StubbedSupervisor vm = start()) {
      pod(vm, 2048, 120);
      await(vm, 60, "grown", () -> guest.plugged() == 1024 * MIB);
      guest.inUse = 640 * MIB;
      pod(vm, 1024, 120);
      await(vm, 60, "taken", () -> guest.balloon == (1024 - 120 - 640 - 32) * MIB);
      assertTrue(
          vm.log().contains("and the guest may use 1428 MiB, of which"), "it tells " + vm.log());
      long room = vm.view().memory().orElseThrow().room().orElseThrow();
      assertEquals(32 * MIB, room);

      guest.inUse = 0;
      await(vm, 70, "given back", () -> guest.plugged() == 0);
      long deflations = guest.count("balloon");
      await(vm, 4, "all of it", () -> guest.balloon == RAM);
      assertEquals(deflations + 1, guest.count("balloon"), guest.asked::toString);
    }
  }

  @Test
  void aLimitThatIsRaisedGivesBackAtOnceWhatFits() throws Exception {
    try (StubbedSupervisor vm = start()) {
      pod(vm, 1024, 400);
      await(vm, 60, "taken", () -> guest.balloon == (1024 - 400 - 32) * MIB);
      pod(vm, 1536, 200);
      await(vm, 60, "grown", () -> guest.plugged() > 400 * MIB);
      await(vm, 4, "given back", () -> guest.balloon == RAM);
      assertEquals(2, guest.count("balloon"), guest.asked::toString);
    }
  }

  private StubbedSupervisor start() throws IOException {
    guest.balloon = RAM;
    return StubbedSupervisor.resizable(Map.of(), folder, MOST, limits(1024), guest);
  }

  /** The limit of a pod, and what it holds beside 300 MiB of guest RAM. */
  private static void pod(StubbedSupervisor vm, long mebibytes, long overheadMib) {
    pod(vm, mebibytes, overheadMib, 300);
  }

  private static void pod(
      StubbedSupervisor vm, long mebibytes, long overheadMib, long residentMib) {
    vm.memory(
        new PodMemory(
            OptionalLong.of(mebibytes * MIB),
            OptionalLong.of((residentMib + overheadMib) * MIB),
            OptionalLong.of(residentMib * MIB),
            OptionalLong.of(overheadMib * MIB)));
    vm.limits(limits(mebibytes));
  }

  private static PodLimits limits(long mebibytes) {
    return new PodLimits(
        PodLimits.CgroupVersion.V1,
        OptionalLong.of(mebibytes * MIB),
        OptionalDouble.of(1),
        8,
        16L << 30);
  }

  private void await(StubbedSupervisor vm, int seconds, String what, BooleanSupplier holds)
      throws Exception {
    for (int second = 0; second < seconds && !holds.getAsBoolean(); second++) {
      look(vm);
    }
    assertTrue(
        holds.getAsBoolean(),
        () -> "not " + what + " in " + seconds + " s: " + guest.asked + "\n" + vm.log());
  }

  /** Lets a second pass, and what is asked for then be answered, if anything is. */
  private void look(StubbedSupervisor vm) throws Exception {
    int looks = guest.looks.get();
    vm.advance(Duration.ofSeconds(1));
    long deadline = System.nanoTime() + ANSWER.toNanos();
    while (guest.looks.get() == looks && System.nanoTime() < deadline) {
      LockSupport.parkNanos(500_000);
    }
    vm.advance(Duration.ofMillis(1));
  }
}
