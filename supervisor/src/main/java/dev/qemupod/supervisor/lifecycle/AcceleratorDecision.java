package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.sizing.Accelerator;

/**
 * Which accelerator runs the guest, and why.
 *
 * @param accelerator what is used
 * @param reason one sentence: {@code KVM: /dev/kvm opens}, or why TCG
 * @param advice what to put into the pod spec to get KVM; may be empty
 * @param fellBack true when KVM was tried and qemu died of it
 */
public record AcceleratorDecision(
    Accelerator accelerator, String reason, String advice, boolean fellBack) {}
