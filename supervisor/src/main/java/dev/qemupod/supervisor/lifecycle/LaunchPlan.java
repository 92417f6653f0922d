package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.argv.QemuArgv;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.sizing.SizingRequest;
import java.util.Optional;

/**
 * One way to start qemu.
 *
 * @param machine the VM
 * @param argv its command line
 * @param accelerator why it runs with this accelerator
 * @param request what its size was computed from
 * @param network its network; empty: qemu's own user network, or none, as it was asked for
 */
public record LaunchPlan(
    MachineSpec machine,
    QemuArgv argv,
    AcceleratorDecision accelerator,
    SizingRequest request,
    Optional<NetworkPlan> network) {
  /** Whether qemu's own user network carries the packets, as asked for or after a fall back. */
  public boolean usesUserNetwork() {
    return network.isEmpty() || network.get().decision().backend().equals("user");
  }
}
