package dev.qemupod.supervisor.lifecycle;

import java.util.Optional;

/**
 * What the VM is to have.
 *
 * @param vcpus vCPUs; 0: as many as it has
 * @param plugged memory beside what it was started with, bytes
 * @param step the most memory to ask back at once, bytes
 * @param spare how many vCPUs can still be plugged in the life of this qemu
 * @param room what has to be asked before one is plugged; absent: nothing
 * @param scope what to do about it now
 */
record ResizeOrder(
    int vcpus, long plugged, long step, int spare, Optional<PlugRoom> room, Scope scope) {
  /** What is asked of the guest. */
  enum Scope {
    /** Nothing: the VM is only looked at. */
    LOOK,
    /** To go on with its memory. */
    MEMORY,
    /** Everything. */
    ALL
  }

  boolean metBy(ResizeSight sight) {
    return (vcpus == 0 || sight.vcpus() == vcpus) && sight.plugged() == plugged;
  }
}
