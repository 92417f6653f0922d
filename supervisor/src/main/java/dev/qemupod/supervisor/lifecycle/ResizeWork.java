package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.qmp.CpuSlot;
import dev.qemupod.supervisor.qmp.QmpCommands;
import dev.qemupod.supervisor.qmp.QmpException;
import dev.qemupod.supervisor.qmp.TranslatedCode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Looks at what the VM has, asks for what is wanted, and looks again. */
final class ResizeWork {
  private static final Comparator<CpuSlot> FILLING_ORDER =
      Comparator.<CpuSlot>comparingInt(slot -> place(slot, "socket-id"))
          .thenComparingInt(slot -> place(slot, "die-id"))
          .thenComparingInt(slot -> place(slot, "core-id"))
          .thenComparingInt(slot -> place(slot, "thread-id"));

  /**
   * What came of it.
   *
   * @param sight what the VM has now
   * @param plugs how many vCPUs were plugged in
   * @param full a vCPU was not plugged, because the translation cache has no room for it now
   * @param refusal what qemu said to a request it refused; may be empty
   */
  record Result(ResizeSight sight, int plugs, boolean full, String refusal) {}

  private ResizeWork() {}

  static Result perform(QmpCommands commands, ResizeOrder order) throws QmpException {
    ResizeSight sight = look(commands, order);
    List<ResizeStep> steps = ResizeStep.between(sight, order);
    String refusal = "";
    boolean full = false;
    int plugs = 0;
    for (ResizeStep step : steps) {
      if (step instanceof ResizeStep.Plug && !fits(commands, order, plugs)) {
        full = true;
        continue;
      }
      // One that failed may have cost a place, too.
      plugs += step instanceof ResizeStep.Plug ? 1 : 0;
      try {
        perform(commands, step);
      } catch (QmpException.CommandFailed refused) {
        // The others may work; this one is tried again.
        refusal = String.valueOf(refused.getMessage());
      }
    }
    return new Result(steps.isEmpty() ? sight : look(commands, order), plugs, full, refusal);
  }

  /** Asked anew for each: the guest goes on translating, and the one before took its part. */
  private static boolean fits(QmpCommands commands, ResizeOrder order, int plugs)
      throws QmpException {
    if (order.room().isEmpty()) {
      return true;
    }
    Optional<TranslatedCode> code = commands.queryTranslatedCode();
    return code.isPresent() && order.room().get().fits(code.get(), plugs);
  }

  private static void perform(QmpCommands commands, ResizeStep step) throws QmpException {
    switch (step) {
      case ResizeStep.Plug(CpuSlot slot) -> commands.plug(slot);
      case ResizeStep.Unplug(String path) -> commands.unplug(path);
      case ResizeStep.Memory(long bytes) ->
          commands.requestMemory(Device.PluggableMemory.ID, bytes);
    }
  }

  private static ResizeSight look(QmpCommands commands, ResizeOrder order) throws QmpException {
    List<CpuSlot> slots = new ArrayList<>();
    if (order.vcpus() > 0) {
      slots.addAll(commands.queryHotpluggableCpus());
      slots.sort(FILLING_ORDER);
    }
    return new ResizeSight(slots, commands.queryVirtioMemory(Device.PluggableMemory.ID));
  }

  private static int place(CpuSlot slot, String part) {
    Integer number = slot.place().get(part);
    return number == null ? 0 : number;
  }
}
