package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.sizing.Maxima;
import dev.qemupod.supervisor.sizing.ResizePolicy;
import dev.qemupod.supervisor.sizing.VmSize;
import dev.qemupod.supervisor.sizing.WantedSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Has the VM follow its pod: reads the pod's limits now and then, asks the guest for the size they
 * give, and holds what it did against that. Owned by the event loop.
 *
 * <p>The limits are read, not watched: one of a group above the visible ones, such as the pod's,
 * changes without any file being written that could be watched.
 */
final class ResizeControl {
  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration LOOK_WHILE_MOVING = Duration.ofSeconds(1);

  /** Longer than any exchange: then its answer was lost with the connection. */
  private static final Duration LOST = Duration.ofSeconds(60);

  /** A guest that has done nothing for this long is told about. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SupervisorParts parts;
  private final Log log;
  private final ResizePace pace = new ResizePace();
  private int run;
  private Optional<WantedSize> wanted = Optional.empty();
  private Optional<ResizeSight> sight = Optional.empty();
  private Instant nextLook = Instant.MIN;
  private Instant lastMove = Instant.MIN;
  private int plugs;
  private boolean acting;
  private boolean full;
  private String refusal = "";
  private boolean settled = true;
  private boolean told;

  ResizeControl(SupervisorParts parts) {
    this.parts = parts;
    this.log = parts.log();
  }

  /** Looks, and asks, if it is time. */
  void tick(VmRun current, Instant now) {
    VmSize size = current.plan().machine().size();
    boolean able =
        size.maxima().isPresent()
            && current.session().isPresent()
            && current.state().filter(state -> state == RunState.RUNNING).isPresent();
    if (!able || (run == current.number() && nextLook.isAfter(now))) {
      return;
    }
    if (run != current.number()) {
      begin(current.number());
    }
    Maxima most = size.maxima().get();
    PodLimits limits = parts.podLimits().get();
    want(ResizePolicy.wanted(size, most, current.plan().request().in(limits)), size, now);
    WantedSize target = wanted.get();
    if (acting) {
      // Its answer was lost: nobody knows how many were plugged.
      plugs = most.vcpus();
    }
    acting = !settled && pace.due(now);
    current.session().get().resize(order(current, most, target, acting));
    nextLook = now.plus(LOST);
  }

  /**
   * How many vCPUs may still be plugged: under TCG each takes one of maxcpus places, which is not
   * given back when it is unplugged, and qemu aborts when none is left (tcg_register_thread in
   * qemu's tcg/tcg.c; seen with 7.2).
   */
  private int spare(VmRun current, Maxima most) {
    VmSize size = current.plan().machine().size();
    return switch (current.plan().accelerator().accelerator()) {
      case KVM -> Integer.MAX_VALUE;
      case TCG -> Math.max(0, most.vcpus() - size.vcpus() - plugs);
    };
  }

  private ResizeOrder order(VmRun current, Maxima most, WantedSize target, boolean act) {
    VmSize size = current.plan().machine().size();
    int vcpus = most.fixedProcessors().isEmpty() ? target.vcpus() : 0;
    Optional<PlugRoom> room =
        switch (current.plan().accelerator().accelerator()) {
          case KVM -> Optional.empty();
          case TCG ->
              Optional.of(PlugRoom.of(size.translationCache(), most.vcpus(), size.vcpus() + plugs));
        };
    return new ResizeOrder(vcpus, target.ram() - size.ram(), spare(current, most), room, act);
  }

  private void begin(int number) {
    run = number;
    plugs = 0;
    acting = false;
    wanted = Optional.empty();
    sight = Optional.empty();
    refusal = "";
    full = false;
    settled = true;
    told = false;
  }

  private void want(WantedSize target, VmSize started, Instant now) {
    WantedSize before =
        wanted.orElse(
            new WantedSize(
                started.vcpus(), started.cpuReason(), started.ram(), started.ramReason()));
    wanted = Optional.of(target);
    if (!target.sameAs(before)) {
      log.info("The pod's limits give the VM " + target.describe() + ": resizing it.");
      parts.board().event(now, "resize to " + target.describe());
      settled = false;
      lastMove = now;
      pace.restart(now);
    }
  }

  /** The guest has done something about its size: it is looked at now. */
  void heard(Instant now) {
    if (!settled && nextLook.isBefore(now.plus(LOOK))) {
      nextLook = now;
    }
  }

  /** The VM was looked at. */
  void seen(VmRun current, ResizeWork.Result result, Instant now) {
    VmSize size = current.plan().machine().size();
    if (run != current.number() || wanted.isEmpty() || size.maxima().isEmpty()) {
      return;
    }
    WantedSize target = wanted.get();
    Maxima most = size.maxima().get();
    if (acting) {
      refusal = result.refusal();
      full = result.full();
    }
    acting = false;
    plugs += result.plugs();
    ResizeOrder order = order(current, most, target, false);
    boolean moved =
        sight.isEmpty()
            || sight.get().vcpus() != result.sight().vcpus()
            || sight.get().plugged() != result.sight().plugged();
    sight = Optional.of(result.sight());
    if (moved) {
      lastMove = now;
      pace.moved(now);
    }
    int vcpus = order.vcpus() == 0 ? size.vcpus() : result.sight().vcpus();
    long ram = size.ram() + result.sight().plugged();
    boolean met = order.metBy(result.sight());
    if (met && !settled) {
      String line = "resized: " + vcpus + " vCPUs and " + MemoryAdvice.mib(ram) + " of RAM";
      log.info("The VM is " + line + ".");
      parts.board().event(now, line);
      refusal = "";
      full = false;
      told = false;
    }
    settled = met;
    String difference = met ? "" : difference(target, vcpus, ram, order.spare());
    tellOnce(difference, now);
    current.resize(
        new ResizeView(
            target.vcpus(),
            vcpus,
            most.vcpus(),
            target.ram(),
            ram,
            most.ram(),
            target.describe(),
            difference));
    nextLook = now.plus(met ? LOOK : LOOK_WHILE_MOVING);
  }

  private String difference(WantedSize target, int vcpus, long ram, int spare) {
    StringBuilder text = new StringBuilder("the guest has ");
    text.append(vcpus).append(" of ").append(target.vcpus()).append(" vCPUs and ");
    text.append(ram >> 20).append(" of ").append(MemoryAdvice.mib(target.ram()));
    if (vcpus != target.vcpus() && spare == 0) {
      text.append("; under TCG this qemu can plug no more vCPUs, and so keeps those it has");
    } else if (vcpus < target.vcpus() && full) {
      text.append("; TCG's translation cache has no room for another vCPU until the guest's work")
          .append(" empties it");
    } else if (vcpus != target.vcpus()) {
      text.append("; vCPUs need a guest that takes and gives back CPUs by ACPI");
    }
    if (ram > target.ram()) {
      text.append("; memory in use can not be taken back");
    } else if (ram < target.ram()) {
      text.append("; memory needs a guest with the virtio_mem driver");
    }
    if (!refusal.isEmpty()) {
      text.append("; ").append(refusal);
    }
    return text.toString();
  }

  private void tellOnce(String difference, Instant now) {
    if (difference.isEmpty() || told || lastMove.plus(PATIENCE).isAfter(now)) {
      return;
    }
    told = true;
    log.warning("The VM does not follow its pod: " + difference + ". It is asked again.");
    parts.board().event(now, "not resized: " + difference);
  }
}
