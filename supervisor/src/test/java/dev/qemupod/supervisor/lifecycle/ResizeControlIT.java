package dev.qemupod.supervisor.lifecycle;

import static dev.qemupod.supervisor.lifecycle.ScriptedVm.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.sizing.Maxima;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A VM that follows its pod, in the whole event loop, with a monitor that plays the guest. */
@Timeout(120)
class ResizeControlIT {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** On a busy machine; where no answer is to come, all of it is waited for. */
  private static final Duration ANSWER = Duration.ofSeconds(1);

  private static final Duration SHORT = Duration.ofMillis(50);

  /** What {@link VmViews} plans: a limit of 1 GiB without 236 MiB. */
  private static final long RAM = 788 * MIB;

  private static final Maxima MOST = new Maxima(4, 4 * RAM, "");
  private static final String NOT_FOLLOWING = "The VM does not follow its pod";

  @TempDir Path folder;

  private final ScriptedVm guest = new ScriptedVm(4);

  @Test
  void theVmFollowsBothWaysAndTellsOfIt() throws Exception {
    try (StubbedSupervisor vm = start()) {
      vm.limits(limits(2048, 2.5));
      ResizeView grown = followed(vm, 3, RAM + 1024 * MIB);
      assertEquals(3, grown.vcpusWanted());
      assertEquals(RAM + 1024 * MIB, grown.ramWanted());
      assertEquals(4, grown.vcpusMost());
      assertEquals(4 * RAM, grown.ramMost());

      vm.limits(limits(1024, 2));
      followed(vm, 2, RAM);
      assertEquals(1, guest.count("unplug"));
      assertEquals(1, count(vm.log(), "The VM is resized: 3 vCPUs and 1812 MiB of RAM."), vm::log);
      assertEquals(1, count(vm.log(), "The VM is resized: 2 vCPUs and 788 MiB of RAM."), vm::log);
      assertFalse(vm.log().contains(NOT_FOLLOWING), vm::log);
    }
  }

  @Test
  void limitsThatChangeAreSeenWithinHalfASecond() throws Exception {
    try (StubbedSupervisor vm = start()) {
      followed(vm, 1, RAM);
      vm.limits(limits(2048, 2));
      vm.advance(Duration.ofMillis(500));
      vm.await("asked", view -> guest.count("plug") == 1 && guest.count("memory 1024") == 1);
      vm.await(
          "told",
          view ->
              view.resize().orElseThrow().memoryLimit().equals(OptionalLong.of(2048 * MIB))
                  && view.resize().orElseThrow().ram() == RAM + 1024 * MIB);
    }
  }

  @Test
  void aGuestThatKeepsItsCpusIsAskedLessAndLessOftenAndToldOfOnce() throws Exception {
    guest.givesCpusBack = false;
    try (StubbedSupervisor vm = start()) {
      vm.limits(limits(1024, 2));
      followed(vm, 2, RAM);
      vm.limits(limits(1024, 1));
      List<Integer> asked = new ArrayList<>();
      // By the supervisor's own clock: a look takes longer on a busy machine.
      Instant began = vm.view().loopTick();
      for (long second = 0; second < 600; ) {
        long before = guest.count("unplug");
        look(vm);
        second = Duration.between(began, vm.view().loopTick()).toSeconds();
        if (guest.count("unplug") > before) {
          asked.add((int) second);
        }
      }
      assertTrue(asked.size() >= 8 && asked.size() <= 15, asked::toString);
      int gap = 4;
      for (int index = 1; index < asked.size(); index++) {
        assertTrue(asked.get(index) - asked.get(index - 1) >= gap - 1, asked::toString);
        gap = Math.min(60, 2 * gap);
      }
      assertEquals(1, count(vm.log(), NOT_FOLLOWING), vm::log);
      ResizeView view = view(vm);
      assertEquals(1, view.vcpusWanted());
      assertEquals(2, view.vcpus());
      assertTrue(
          view.difference().contains("CPUs by ACPI"), () -> "it tells only " + view.difference());
    }
  }

  @Test
  void aGuestWithoutTheDriverIsToldOfOnceUntilItFollows() throws Exception {
    guest.drivesMemory = false;
    try (StubbedSupervisor vm = start()) {
      vm.limits(limits(2048, 1));
      await(vm, "told", view -> vm.log().contains(NOT_FOLLOWING));
      for (int second = 0; second < 120; second++) {
        look(vm);
      }
      assertEquals(1, count(vm.log(), NOT_FOLLOWING), vm::log);
      assertTrue(view(vm).difference().contains("needs a guest with the virtio_mem driver"));

      guest.drivesMemory = true;
      followed(vm, 1, RAM + 1024 * MIB);
      assertEquals("", view(vm).difference());
    }
  }

  @Test
  void memoryInUseIsAskedForUntilItIsGivenBack() throws Exception {
    try (StubbedSupervisor vm = start()) {
      vm.limits(limits(2048, 1));
      followed(vm, 1, RAM + 1024 * MIB);
      guest.inUse = 640 * MIB;
      vm.limits(limits(1024, 1));
      await(vm, "halfway", view -> view.ram() == RAM + 640 * MIB);
      assertTrue(view(vm).difference().contains("memory in use can not be taken back"));

      guest.inUse = 0;
      followed(vm, 1, RAM);
    }
  }

  @Test
  void limitsThatChangeMeanwhileAreFollowedAtOnce() throws Exception {
    guest.drivesMemory = false;
    try (StubbedSupervisor vm = start()) {
      vm.limits(limits(2048, 1));
      await(vm, "asked a while ago", view -> guest.count("memory 1024") >= 4);
      guest.drivesMemory = true;
      vm.limits(limits(3072, 2));
      int looks = 0;
      while (guest.count("memory 2048") == 0 && looks <= 10) {
        look(vm);
        looks++;
      }
      assertTrue(looks <= 10, () -> "only after a while: " + guest.asked);
      followed(vm, 2, RAM + 2048 * MIB);
    }
  }

  /** Each plug takes a place for good: at one more than there are, qemu aborts. */
  @Test
  void underTcgNoMoreCpusArePluggedThanQemuHasPlacesFor() throws Exception {
    try (StubbedSupervisor vm = start()) {
      vm.limits(limits(1024, 3));
      followed(vm, 3, RAM);
      vm.limits(limits(1024, 2));
      followed(vm, 2, RAM);
      vm.limits(limits(1024, 3));
      followed(vm, 3, RAM);
      assertEquals(3, guest.count("plug"));

      vm.limits(limits(1024, 1));
      await(vm, "told", view -> vm.log().contains(NOT_FOLLOWING));
      vm.limits(limits(1024, 4));
      await(vm, "more wanted", view -> view.vcpusWanted() == 4);
      for (int second = 0; second < 60; second++) {
        look(vm);
      }
      assertEquals(3, guest.count("plug"));
      assertEquals(1, guest.count("unplug"));
      assertEquals(3, view(vm).vcpus());
      assertTrue(view(vm).difference().contains("under TCG this qemu can plug no more vCPUs"));
    }
  }

  @Test
  void aFullTranslationCacheIsToldOfAndWaitedFor() throws Exception {
    guest.translated = 100;
    try (StubbedSupervisor vm = start()) {
      vm.limits(limits(1024, 2));
      await(vm, "told", view -> vm.log().contains(NOT_FOLLOWING));
      assertEquals(0, guest.count("plug"));
      assertTrue(
          view(vm).difference().contains("translation cache has no room"), view(vm)::difference);

      for (int second = 0; second < 130; second++) {
        look(vm);
      }
      guest.translated = 10;
      for (int second = 0; second < 7; second++) {
        look(vm);
      }
      assertEquals(2, view(vm).vcpus(), "it can take no longer, however long it has waited");
    }
  }

  @Test
  void unchangedLimitsAskForNothing() throws Exception {
    try (StubbedSupervisor vm = start()) {
      followed(vm, 1, RAM);
      for (int second = 0; second < 60; second++) {
        look(vm, SHORT);
      }
      assertEquals(List.of(), guest.asked);
    }
  }

  private StubbedSupervisor start() throws IOException {
    return StubbedSupervisor.resizable(Map.of(), folder, MOST, limits(1024, 1), guest);
  }

  private static PodLimits limits(long mebibytes, double cpus) {
    return new PodLimits(
        PodLimits.CgroupVersion.V1,
        OptionalLong.of(mebibytes * MIB),
        OptionalDouble.of(cpus),
        8,
        16L << 30);
  }

  private ResizeView followed(StubbedSupervisor vm, int vcpus, long ram) throws Exception {
    await(
        vm,
        vcpus + " vCPUs and " + ram / MIB + " MiB",
        view -> view.vcpus() == vcpus && view.ram() == ram && view.difference().isEmpty());
    assertEquals(ram - RAM, guest.plugged());
    return view(vm);
  }

  private static ResizeView view(StubbedSupervisor vm) {
    return vm.view().resize().orElseThrow();
  }

  private void await(StubbedSupervisor vm, String what, Predicate<ResizeView> wanted)
      throws Exception {
    BooleanSupplier holds = () -> vm.view().resize().filter(wanted).isPresent();
    for (int second = 0; second < 600 && !holds.getAsBoolean(); second++) {
      look(vm);
    }
    assertTrue(holds.getAsBoolean(), () -> "never " + what + ": " + guest.asked + "\n" + vm.log());
  }

  /** Lets a second pass, and what is asked for then be answered, if anything is. */
  private void look(StubbedSupervisor vm) throws Exception {
    look(vm, ANSWER);
  }

  private void look(StubbedSupervisor vm, Duration answer) throws Exception {
    int looks = guest.looks.get();
    vm.advance(LOOK);
    long deadline = System.nanoTime() + answer.toNanos();
    while (guest.looks.get() == looks && System.nanoTime() < deadline) {
      LockSupport.parkNanos(500_000);
    }
    vm.advance(Duration.ofMillis(1));
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}
