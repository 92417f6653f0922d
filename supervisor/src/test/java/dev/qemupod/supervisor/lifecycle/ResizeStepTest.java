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
import org.junit.jupiter.api.Test;

class ResizeStepTest {
  private static final long GIB = 1L << 30;

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
  void fixedProcessorsAreLeftAlone() {
    ResizeSight sight = new ResizeSight(List.of(), Optional.of(new VirtioMemory(0, 0)));
    ResizeOrder order = new ResizeOrder(0, GIB, 9, Optional.empty(), true);
    assertEquals(List.of(new ResizeStep.Memory(GIB)), ResizeStep.between(sight, order));
    assertFalse(order.metBy(sight));
    assertTrue(new ResizeOrder(0, 0, 9, Optional.empty(), true).metBy(sight));
  }

  @Test
  void noMoreIsPluggedThanCanBeAndNothingUnpluggedThatCouldNotComeBack() {
    assertEquals(
        1,
        ResizeStep.between(sight(1, 4, 0, 0), new ResizeOrder(4, 0, 1, Optional.empty(), true))
            .size());
    assertEquals(
        1,
        ResizeStep.between(sight(4, 4, 0, 0), new ResizeOrder(1, 0, 1, Optional.empty(), true))
            .size());
    assertEquals(
        List.of(),
        ResizeStep.between(sight(4, 4, 0, 0), new ResizeOrder(1, 0, 0, Optional.empty(), true)));
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
    return ResizeStep.between(sight, new ResizeOrder(vcpus, plugged, 9, Optional.empty(), true));
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
