package dev.qemupod.supervisor.host;

import java.util.OptionalDouble;

/**
 * What a thread, such as a vCPU's, has used.
 *
 * @param cpu since the thread's start
 * @param delaySeconds time it could have run but waited for a CPU, which the guest sees as stolen;
 *     absent where the kernel keeps no schedstats
 */
public record ThreadUsage(CpuTime cpu, OptionalDouble delaySeconds) {}
