package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.argv.QemuArgv;
import dev.qemupod.supervisor.machine.MachineSpec;

/**
 * One way to start qemu.
 *
 * @param machine the VM
 * @param argv its command line
 * @param accelerator why it runs with this accelerator
 */
public record LaunchPlan(MachineSpec machine, QemuArgv argv, AcceleratorDecision accelerator) {}
