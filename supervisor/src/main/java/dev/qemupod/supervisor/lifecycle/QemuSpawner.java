package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.process.ChildProcess;
import dev.qemupod.supervisor.process.Detachment;
import dev.qemupod.supervisor.process.LaunchFailure;
import dev.qemupod.supervisor.process.ProcessTable;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Executes qemu, and nothing more: the first time before the event loop, the console and whatever
 * else looks after it are even loaded.
 */
public final class QemuSpawner {
  private final ProcessTable processes;
  private final InstantSource clock;
  private final Detachment detachment = Detachment.needed();

  /** A spawner whose children are entered into the table. */
  public QemuSpawner(ProcessTable processes, InstantSource clock) {
    this.processes = processes;
    this.clock = clock;
  }

  /**
   * Executes it; must be called by the thread that lives to the end.
   *
   * @throws EndingException if there is nothing to execute: 69 or 77
   */
  public SpawnedQemu spawn(LaunchPlan plan) throws EndingException {
    if (plan.network().isPresent() && plan.network().get().passt().isPresent()) {
      return NetworkStart.spawn(this, plan, plan.network().get().passt().get());
    }
    return spawn(plan, Optional.empty());
  }

  /** Starts passt and does not wait for it. */
  NetworkHelper helper(NetworkPlan.Passt passt) throws NetworkHelper.Unavailable {
    return NetworkHelper.start(passt, detachment.words(), processes);
  }

  /** Executes qemu, with its network's helper running already. */
  SpawnedQemu spawn(LaunchPlan plan, Optional<NetworkHelper> helper) throws EndingException {
    try {
      List<String> words = new ArrayList<>(detachment.words());
      words.addAll(plan.argv().words());
      return new SpawnedQemu(plan, ChildProcess.spawn(words, processes), clock.instant(), helper);
    } catch (LaunchFailure failure) {
      throw new EndingException(
          new Ending(
              failure.reason().exitCode(),
              "QemuNotStarted",
              String.valueOf(failure.getMessage()),
              Optional.empty(),
              "",
              List.of()));
    }
  }

  /** What keeps signals away from qemu, or qemu from outliving this, and is missing; or empty. */
  String warning() {
    return detachment.warning();
  }
}
