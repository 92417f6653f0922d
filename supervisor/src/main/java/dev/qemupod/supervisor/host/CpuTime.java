package dev.qemupod.supervisor.host;

/**
 * CPU time of a process or thread, seconds.
 *
 * @param user outside of the guest; the kernel's own user time includes the guest's
 * @param guest running the guest's instructions under KVM; 0 with TCG, where they are user time
 * @param system in the kernel
 */
public record CpuTime(double user, double guest, double system) {}
