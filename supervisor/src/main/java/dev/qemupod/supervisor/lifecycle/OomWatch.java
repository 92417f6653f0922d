package dev.qemupod.supervisor.lifecycle;

import static dev.qemupod.supervisor.lifecycle.MemoryAdvice.mib;

import dev.qemupod.supervisor.host.PodUsage;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.sizing.VmSize;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Tells a qemu that the kernel's OOM killer took from one that somebody killed, and says what to do
 * about it.
 *
 * <p>Both die of SIGKILL. But the pod's cgroup counts the first kind ({@code oom_kill} of v2's
 * memory.events and of v1's memory.oom_control, cgroup-v2.rst and cgroup-v1/memory.rst). Owned by
 * the event loop.
 */
final class OomWatch {
  private static final String OOM_KILLS = "oom_kill";
  private static final int KILL = 9;

  private final Supplier<PodUsage> usage;
  private long killsBefore;
  private Optional<PodUsage> lastLook = Optional.empty();

  OomWatch(Supplier<PodUsage> usage) {
    this.usage = usage;
  }

  /** A qemu was started: what was killed until now was not it. */
  void started() {
    look();
    killsBefore = lastLook.map(OomWatch::kills).orElse(0L);
  }

  /** Remembers what the pod uses, as nothing of it is left to be seen after a kill. */
  void look() {
    lastLook = Optional.of(usage.get());
  }

  /** The verdict, with the memory's story if it was lack of memory that ended this qemu. */
  RunVerdict explained(RunVerdict verdict, VmSize size) {
    Ending ending = verdict.ending();
    boolean killed =
        ending.code() == ExitCode.ofSignal(KILL)
            && ending.qemuExit().equals(Optional.of(new ExitStatus.Signalled(KILL)));
    if (!killed || kills(usage.get()) <= killsBefore) {
      return verdict;
    }
    return new RunVerdict(
        verdict.kind(),
        new Ending(
            ending.code(),
            "OomKilled",
            story(size),
            ending.qemuExit(),
            ending.lastState(),
            ending.stderrTail()));
  }

  private static long kills(PodUsage usage) {
    Long kills = usage.memoryEvents().get(OOM_KILLS);
    return kills == null ? 0 : kills;
  }

  private String story(VmSize size) {
    StringBuilder story = new StringBuilder("qemu was killed by the kernel's OOM killer: ");
    OptionalLong limit = size.memoryLimit();
    if (limit.isEmpty()) {
      return story
          .append("the node's memory was used up, the guest has ")
          .append(mib(size.ram()))
          .append(" of RAM, and the pod has no memory limit. Set one, and a request as high.")
          .toString();
    }
    long left = limit.getAsLong() - size.ram();
    story
        .append("the pod's memory limit of ")
        .append(mib(limit.getAsLong()))
        .append(" was used up. The guest has ")
        .append(mib(size.ram()))
        .append(left > 0 ? " of RAM, which leaves " + mib(left) : " of RAM, which leaves nothing")
        .append(" for qemu and the supervisor; they were expected to need ")
        .append(mib(size.headroom().total()))
        .append('.');
    measured(size, story);
    return story.append(MemoryAdvice.sentence(size, limit.getAsLong())).toString();
  }

  private void measured(VmSize size, StringBuilder story) {
    OptionalLong workingSet = lastLook.map(PodUsage::memoryWorkingSet).orElse(OptionalLong.empty());
    if (workingSet.isEmpty()) {
      return;
    }
    long used = workingSet.getAsLong();
    story.append(" When last measured, the pod used ").append(mib(used));
    if (used > size.ram()) {
      story.append(", ").append(mib(used - size.ram())).append(" more than the guest's RAM");
    }
    story.append('.');
  }
}
