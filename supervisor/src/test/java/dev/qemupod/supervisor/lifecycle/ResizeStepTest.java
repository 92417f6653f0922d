package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.qmp.CpuSlot;
import dev.qemupod.supervisor.qmp.VirtioMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ResizeStepTest {
  private static final long GIB = 1L << 30;
  private static final long STEP = 120L << 20;

  @Test
  void nothingIsAskedOfAVmThatHasWhatIsWanted() {
    assertEquals(List.of(), steps(sight(2, 4, 0, 0), 2, 0));
    assertEquals(List.of(), steps(sight(2, 4, GIB, GIB), 2, GIB));
  }

  @Test
  void freePlacesAreFilledInOrder() {
    ResizeSight sight = sight(1, 4, 0, 0);
    assertEquals(
        List.of(
            new ResizeStep.Plug(sight.processors().get(1)),
            new ResizeStep.Plug(sight.processors().get(2))),
        steps(sight, 3, 0));
  }

  @Test
  void theLastCpusGoFirstAndTheFirstOneStays() {
    List<ResizeStep> expected =
        List.of(new ResizeStep.Unplug("/cpu/2"), new ResizeStep.Unplug("/cpu/1"));
    assertEquals(expected, steps(sight(3, 4, 0, 0), 1, 0));
  }

  @Test
  void moreThanThereAreSlotsIsAsMuchAsThereAre() {
    assertEquals(1, steps(sight(1, 2, 0, 0), 9, 0).size());
  }

  @Test
  void memoryIsAskedForUpAndDown() {
    assertEquals(List.of(new ResizeStep.Memory(GIB)), steps(sight(1, 1, 0, 0), 1, GIB));
    assertEquals(List.of(new ResizeStep.Memory(0)), steps(sight(1, 1, GIB, GIB), 1, 0));
  }

  @Test
  void aGuestThatStoppedHalfWayIsAskedAnew() {
    assertEquals(
        List.of(new ResizeStep.Memory(GIB / 2), new ResizeStep.Memory(0)),
        steps(sight(1, 1, 0, GIB / 2), 1, 0));
  }

  @Test
  void lessMemoryIsAskedForStepByStep() {
    ResizeOrder order = order(0, ResizeOrder.Scope.MEMORY);
    assertEquals(
        List.of(new ResizeStep.Memory(GIB - STEP)),
        ResizeStep.between(sight(2, 4, GIB, GIB), order));
    assertEquals(
        List.of(new ResizeStep.Memory(0)), ResizeStep.between(sight(1, 1, STEP, STEP), order));
    assertEquals(
        List.of(new ResizeStep.Memory(GIB)),
        ResizeStep.between(sight(1, 1, 0, 0), order(GIB, ResizeOrder.Scope.MEMORY)),
        "more memory at once");
    assertEquals(
        List.of(new ResizeStep.Memory(GIB), new ResizeStep.Memory(GIB - STEP)),
        ResizeStep.between(sight(1, 1, GIB - STEP, GIB), order),
        "the step that the guest stopped at");
  }

  @Test
  void theNextStepFollowsTheOneThatWasDone() {
    ResizeOrder order = order(0, ResizeOrder.Scope.LOOK);
    assertTrue(ShrinkStep.done(sight(1, 1, GIB, GIB), order));
    assertFalse(ShrinkStep.done(sight(1, 1, GIB - STEP, GIB), order));
    assertFalse(ShrinkStep.done(sight(1, 1, 0, 0), order));
    assertFalse(ShrinkStep.done(sight(1, 1, 0, 0), order(GIB, ResizeOrder.Scope.LOOK)));
    assertEquals(List.of(), ResizeStep.between(sight(1, 1, GIB, GIB), order));
  }

  @Test
  void farFromTheLimitThereIsOneStep() {
    OptionalLong limit = OptionalLong.of(2 * GIB);
    OptionalLong near = OptionalLong.of(2 * GIB - GIB / 4 + 1);
    OptionalLong far = OptionalLong.of(2 * GIB - GIB / 4);
    assertEquals(STEP, ShrinkStep.of(Optional.empty(), limit));
    assertEquals(STEP, ShrinkStep.of(held(OptionalLong.empty()), limit));
    assertEquals(STEP, ShrinkStep.of(held(near), limit));
    assertEquals(Long.MAX_VALUE, ShrinkStep.of(held(far), limit));
  }

  private static Optional<GuardView> held(OptionalLong bytes) {
    return Optional.of(
        new GuardView(
            bytes, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), 0, 0));
  }

  private static ResizeOrder order(long plugged, ResizeOrder.Scope scope) {
    return new ResizeOrder(4, plugged, STEP, 9, Optional.empty(), scope);
  }

  @Test
  void fixedProcessorsAreLeftAlone() {
    ResizeSight sight = new ResizeSight(List.of(), Optional.of(new VirtioMemory(0, 0)));
    ResizeOrder order =
        new ResizeOrder(0, GIB, Long.MAX_VALUE, 9, Optional.empty(), ResizeOrder.Scope.ALL);
    assertEquals(List.of(new ResizeStep.Memory(GIB)), ResizeStep.between(sight, order));
    assertFalse(order.metBy(sight));
    assertTrue(
        new ResizeOrder(0, 0, Long.MAX_VALUE, 9, Optional.empty(), ResizeOrder.Scope.ALL)
            .metBy(sight));
  }

  @Test
  void noMoreIsPluggedThanCanBeAndNothingUnpluggedThatCouldNotComeBack() {
    assertEquals(
        1,
        ResizeStep.between(
                sight(1, 4, 0, 0),
                new ResizeOrder(4, 0, Long.MAX_VALUE, 1, Optional.empty(), ResizeOrder.Scope.ALL))
            .size());
    assertEquals(
        1,
        ResizeStep.between(
                sight(4, 4, 0, 0),
                new ResizeOrder(1, 0, Long.MAX_VALUE, 1, Optional.empty(), ResizeOrder.Scope.ALL))
            .size());
    assertEquals(
        List.of(),
        ResizeStep.between(
            sight(4, 4, 0, 0),
            new ResizeOrder(1, 0, Long.MAX_VALUE, 0, Optional.empty(), ResizeOrder.Scope.ALL)));
  }

  @Test
  void theSamePaceIsNeverFasterThanTheGuest() {
    Instant now = Instant.EPOCH;
    ResizePace pace = new ResizePace();
    pace.restart(now);
    assertTrue(pace.due(now));
    assertFalse(pace.due(now.plusSeconds(3)));
    assertTrue(pace.due(now.plusSeconds(4)));
    assertFalse(pace.due(now.plusSeconds(11)));
    assertTrue(pace.due(now.plusSeconds(12)));
    pace.moved(now.plusSeconds(13));
    assertFalse(pace.due(now.plusSeconds(16)));
    assertTrue(pace.due(now.plusSeconds(17)));
    Instant later = now.plusSeconds(10_000);
    for (int repeat = 0; repeat < 10; repeat++) {
      assertTrue(pace.due(later), "after " + repeat);
      later = later.plus(ResizePace.LONGEST);
    }
  }

  private static List<ResizeStep> steps(ResizeSight sight, int vcpus, long plugged) {
    return ResizeStep.between(
        sight,
        new ResizeOrder(
            vcpus, plugged, Long.MAX_VALUE, 9, Optional.empty(), ResizeOrder.Scope.ALL));
  }

  private static ResizeSight sight(int vcpus, int places, long requested, long actual) {
    List<CpuSlot> slots = new ArrayList<>();
    for (int index = 0; index < places; index++) {
      slots.add(
          new CpuSlot(
              "max-x86_64-cpu",
              Map.of("core-id", index),
              index < vcpus ? Optional.of("/cpu/" + index) : Optional.empty()));
    }
    return new ResizeSight(slots, Optional.of(new VirtioMemory(requested, actual)));
  }
}
