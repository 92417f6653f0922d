package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.qmp.CpuSlot;
import dev.qemupod.supervisor.qmp.VirtioMemory;
import java.util.ArrayList;
import java.util.List;

/** One thing to ask of qemu on the way to another size. */
sealed interface ResizeStep {
  /** Adds a vCPU. */
  record Plug(CpuSlot slot) implements ResizeStep {}

  /** Asks the guest to let a vCPU go. */
  record Unplug(String path) implements ResizeStep {}

  /** Asks the guest to have this much plugged memory. */
  record Memory(long bytes) implements ResizeStep {}

  /**
   * The steps from what is to what is wanted; pure.
   *
   * <p>Memory first, because to ask for less of it may be urgent. All vCPUs at once: guests take a
   * second for each. The first vCPU stays: it can not be unplugged (qemu's hw/i386/x86.c). One is
   * unplugged only if another can be plugged in its place later.
   */
  static List<ResizeStep> between(ResizeSight sight, ResizeOrder order) {
    List<ResizeStep> steps = new ArrayList<>();
    if (order.scope() == ResizeOrder.Scope.LOOK) {
      return steps;
    }
    sight.memory().ifPresent(memory -> addMemory(memory, order, steps));
    if (order.scope() == ResizeOrder.Scope.MEMORY) {
      return steps;
    }
    int missing = order.vcpus() == 0 ? 0 : order.vcpus() - sight.vcpus();
    missing = Math.clamp(missing, -order.spare(), order.spare());
    for (CpuSlot slot : sight.processors()) {
      if (missing > 0 && slot.path().isEmpty()) {
        steps.add(new Plug(slot));
        missing--;
      }
    }
    for (int index = sight.processors().size() - 1; index > 0 && missing < 0; index--) {
      CpuSlot slot = sight.processors().get(index);
      if (slot.path().isPresent()) {
        steps.add(new Unplug(slot.path().get()));
        missing++;
      }
    }
    return steps;
  }

  /**
   * Less memory in steps. A guest that could not do all it was asked tries again only after 50 s or
   * more (Linux' virtio_mem.c), unless the request changes: so it is taken back to what the guest
   * has, first.
   */
  private static void addMemory(VirtioMemory memory, ResizeOrder order, List<ResizeStep> steps) {
    long wanted = Math.max(order.plugged(), memory.actual() - order.step());
    if (memory.requested() == wanted) {
      if (memory.actual() == wanted) {
        return;
      }
      steps.add(new Memory(memory.actual()));
    }
    steps.add(new Memory(wanted));
  }
}
