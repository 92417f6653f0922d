package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.process.ChildProcess;
import java.time.Instant;
import java.util.Optional;

/**
 * A qemu that was executed, and that nobody watches yet.
 *
 * @param plan what it was started from
 * @param process the process
 * @param when it was spawned
 * @param helper what carries its packets, if that is a process of its own
 */
public record SpawnedQemu(
    LaunchPlan plan, ChildProcess process, Instant when, Optional<NetworkHelper> helper) {}
