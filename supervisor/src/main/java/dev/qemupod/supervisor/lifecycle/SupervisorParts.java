package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.console.ConsoleRelay;
import dev.qemupod.supervisor.host.GuestRam;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.host.PodMemory;
import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.qmp.QmpObserver;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the event loop works with.
 *
 * @param config the user's wishes
 * @param launcher plans a start
 * @param log the supervisor's log
 * @param clock the time
 * @param console the serial console's relay
 * @param spawner executes qemu
 * @param board where the view is published
 * @param podUsage what memory the pod uses now
 * @param podMemory reads how near the pod is to its memory limit
 * @param podLimits what the pod may use now
 * @param ignition what goes with the guest's Ignition config
 * @param observer told what QMP does
 * @param orphans takes the orphans that have ended unnoticed; waits for nothing
 * @param afterFirstSpawn run once, on a thread of its own, as soon as qemu is started: whatever is
 *     slow to load and not needed before
 */
public record SupervisorParts(
    VmConfig config,
    Launcher launcher,
    Log log,
    InstantSource clock,
    ConsoleRelay console,
    QemuSpawner spawner,
    ViewBoard board,
    Supplier<PodUsage> podUsage,
    MemorySource podMemory,
    Supplier<PodLimits> podLimits,
    IgnitionNotes ignition,
    QmpObserver observer,
    Runnable orphans,
    AfterFirstSpawn afterFirstSpawn) {
  /** Reads what the pod holds. */
  @FunctionalInterface
  public interface MemorySource {
    /**
     * Called on one thread only.
     *
     * @param pid qemu
     * @param ram the guest's RAM
     */
    PodMemory read(long pid, GuestRam ram);
  }

  /** What is started late. */
  @FunctionalInterface
  public interface AfterFirstSpawn {
    /**
     * Starts it.
     *
     * @param fatal ends the supervisor, if a part of it can not work
     */
    void start(Consumer<Ending> fatal);
  }
}
