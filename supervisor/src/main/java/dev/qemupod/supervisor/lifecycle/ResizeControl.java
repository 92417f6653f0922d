package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.lifecycle.ResizeOrder.Scope;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.sizing.Maxima;
import dev.qemupod.supervisor.sizing.ResizePolicy;
import dev.qemupod.supervisor.sizing.VmSize;
import dev.qemupod.supervisor.sizing.WantedSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Has the VM follow its pod: reads the pod's limits now and then, asks the guest for the size they
 * give, and holds what it did against that. Owned by the event loop.
 *
 * <p>The limits are read, not watched: src/docs/decisions/0010-limits-are-read.md.
 */
final class ResizeControl {
  /** Between two readings of the limits, which cost 0.1 ms each. */
  private static final Duration READ = Duration.ofMillis(500);

  private static final Duration LOOK = Duration.ofSeconds(2);
  private static final Duration LOOK_WHILE_MOVING = Duration.ofSeconds(1);

  /** While the guest gives back step by step. */
  private static final Duration LOOK_WHILE_SHRINKING = Duration.ofMillis(100);

  /** A guest that has done nothing for so long has come to rest, wherever. */
  private static final Duration MOVING = Duration.ofSeconds(4);

  /** Longer than any exchange: then its answer was lost with the connection. */
  private static final Duration LOST = Duration.ofSeconds(60);

  /** A guest that has done nothing for this long is told about. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final SupervisorParts parts;
  private final Log log;
  private final ResizePace pace = new ResizePace();
  private int run;
  private Optional<PodLimits> limits = Optional.empty();

  /** Of the latest look. */
  private OptionalLong memoryLimit = OptionalLong.empty();

  private Optional<WantedSize> wanted = Optional.empty();
  private Optional<ResizeSight> sight = Optional.empty();
  private Instant nextRead = Instant.MIN;
  private Instant nextLook = Instant.MIN;
  private Instant lastMove = Instant.MIN;
  private int plugs;
  private boolean looking;
  private boolean outdated;
  private boolean acting;
  private boolean full;
  private String refusal = "";
  private boolean settled = true;
  private boolean told;

  ResizeControl(SupervisorParts parts) {
    this.parts = parts;
    this.log = parts.log();
  }

  /**
   * Looks, and asks, if it is time.
   *
   * @return whether the pod's limits have changed
   */
  boolean tick(VmRun current, Instant now) {
    VmSize size = current.plan().machine().size();
    boolean able =
        size.maxima().isPresent()
            && current.session().isPresent()
            && current.state().filter(state -> state == RunState.RUNNING).isPresent();
    if (!able) {
      return false;
    }
    if (run != current.number()) {
      begin(current.number());
    }
    boolean changed = !nextRead.isAfter(now) && read(now);
    if (changed) {
      outdated = looking;
      nextLook = looking ? nextLook : now;
    }
    if (!nextLook.isAfter(now)) {
      look(current, size, now);
    }
    return changed;
  }

  /** How long the loop may sleep. */
  Duration untilLook(VmRun current, Instant now) {
    // What is due and was not done is not possible now: that must not keep the loop busy.
    Duration wait = LOOK;
    if (current.plan().machine().size().maxima().isPresent()) {
      wait = nextRead.isAfter(now) ? Duration.between(now, nextRead) : wait;
      Duration look = nextLook.isAfter(now) ? Duration.between(now, nextLook) : wait;
      wait = look.compareTo(wait) < 0 ? look : wait;
    }
    return wait;
  }

  /** Reads the limits; whether they are others. */
  private boolean read(Instant now) {
    PodLimits read = parts.podLimits().get();
    boolean changed = limits.isEmpty() || !limits.get().sameAs(read);
    limits = Optional.of(read);
    nextRead = now.plus(READ);
    return changed;
  }

  private void look(VmRun current, VmSize size, Instant now) {
    Maxima most = size.maxima().get();
    PodLimits known = limits.orElseThrow();
    memoryLimit = known.memory();
    want(ResizePolicy.wanted(size, most, current.plan().request().in(known)), size, now);
    WantedSize target = wanted.get();
    if (acting) {
      // Its answer was lost: nobody knows how many were plugged.
      plugs = most.vcpus();
    }
    acting = !settled && pace.due(now);
    ResizeOrder order = order(current, most, target, acting ? Scope.ALL : Scope.LOOK);
    if (!acting && sight.isPresent() && ShrinkStep.done(sight.get(), order)) {
      order = order(current, most, target, Scope.MEMORY);
    }
    current.session().get().resize(order);
    if (sight.isPresent()) {
      // Before the guest answers: the memory guard has to know what it will be asked for.
      current.resize(view(current, most, target, order, now));
    }
    looking = true;
    outdated = false;
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

  private ResizeOrder order(VmRun current, Maxima most, WantedSize target, Scope scope) {
    VmSize size = current.plan().machine().size();
    int vcpus = most.fixedProcessors().isEmpty() ? target.vcpus() : 0;
    Optional<PlugRoom> room =
        switch (current.plan().accelerator().accelerator()) {
          case KVM -> Optional.empty();
          case TCG ->
              Optional.of(PlugRoom.of(size.translationCache(), most.vcpus(), size.vcpus() + plugs));
        };
    return new ResizeOrder(
        vcpus,
        target.ram() - size.ram(),
        ShrinkStep.of(current.memory(), memoryLimit),
        spare(current, most),
        room,
        scope);
  }

  private void begin(int number) {
    run = number;
    nextRead = Instant.MIN;
    nextLook = Instant.MIN;
    limits = Optional.empty();
    looking = false;
    outdated = false;
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
      if (full) {
        // The guest's work may empty the cache at any time, and to ask is cheap.
        pace.moved(now);
      }
    }
    acting = false;
    plugs += result.plugs();
    boolean moved =
        sight.isEmpty()
            || sight.get().vcpus() != result.sight().vcpus()
            || sight.get().plugged() != result.sight().plugged();
    sight = Optional.of(result.sight());
    if (moved) {
      lastMove = now;
      pace.moved(now);
    }
    ResizeOrder order = order(current, most, target, Scope.LOOK);
    boolean met = order.metBy(result.sight());
    int vcpus = vcpus(size, order, result.sight());
    long ram = size.ram() + result.sight().plugged();
    if (met && !settled) {
      String line = "resized: " + vcpus + " vCPUs and " + MemoryAdvice.mib(ram) + " of RAM";
      log.info("The VM is " + line + ".");
      parts.board().event(now, line);
      refusal = "";
      full = false;
      told = false;
    }
    settled = met;
    ResizeView view = view(current, most, target, order, now);
    tellOnce(view.difference(), now);
    current.resize(view);
    looking = false;
    Duration pause = met ? LOOK : LOOK_WHILE_MOVING;
    if (view.moving() && view.ram() > view.ramWanted()) {
      pause = LOOK_WHILE_SHRINKING;
    }
    nextLook = outdated ? now : now.plus(pause);
  }

  private static int vcpus(VmSize size, ResizeOrder order, ResizeSight sight) {
    return order.vcpus() == 0 ? size.vcpus() : sight.vcpus();
  }

  /** What was seen last, against what is wanted now. */
  private ResizeView view(
      VmRun current, Maxima most, WantedSize target, ResizeOrder order, Instant now) {
    VmSize size = current.plan().machine().size();
    ResizeSight seen = sight.orElseThrow();
    int vcpus = vcpus(size, order, seen);
    long ram = size.ram() + seen.plugged();
    boolean met = order.metBy(seen);
    return new ResizeView(
        memoryLimit,
        target.vcpus(),
        vcpus,
        most.vcpus(),
        target.ram(),
        ram,
        most.ram(),
        !met && lastMove.plus(MOVING).isAfter(now),
        target.describe(),
        met ? "" : ResizeDifference.of(target, vcpus, ram, order.spare() == 0, full, refusal));
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
