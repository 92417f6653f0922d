package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.qmp.CpuSlot;
import dev.qemupod.supervisor.qmp.VirtioMemory;
import java.util.List;
import java.util.Optional;

/**
 * What the VM has, as qemu tells it.
 *
 * @param processors every place for a vCPU, in the order they are filled
 * @param memory what is plugged; absent: nothing can be
 */
record ResizeSight(List<CpuSlot> processors, Optional<VirtioMemory> memory) {
  ResizeSight {
    processors = List.copyOf(processors);
  }

  int vcpus() {
    int count = 0;
    for (CpuSlot slot : processors) {
      count += slot.path().isPresent() ? 1 : 0;
    }
    return count;
  }

  long plugged() {
    return memory.map(VirtioMemory::actual).orElse(0L);
  }
}
