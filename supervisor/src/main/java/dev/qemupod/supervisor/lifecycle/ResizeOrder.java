package dev.qemupod.supervisor.lifecycle;

import java.util.Optional;

/**
 * What the VM is to have.
 *
 * @param vcpus vCPUs; 0: as many as it has
 * @param plugged memory beside what it was started with, bytes
 * @param spare how many vCPUs can still be plugged in the life of this qemu
 * @param room what has to be asked before one is plugged; absent: nothing
 * @param act false: only look
 */
record ResizeOrder(int vcpus, long plugged, int spare, Optional<PlugRoom> room, boolean act) {
  boolean metBy(ResizeSight sight) {
    return (vcpus == 0 || sight.vcpus() == vcpus) && sight.plugged() == plugged;
  }
}
