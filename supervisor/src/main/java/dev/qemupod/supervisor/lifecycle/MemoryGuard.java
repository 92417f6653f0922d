package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.MemoryConfig;
import dev.qemupod.supervisor.host.GuestRam;
import dev.qemupod.supervisor.host.PodMemory;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.sizing.BalloonPolicy;
import dev.qemupod.supervisor.sizing.BalloonPolicy.Step;
import dev.qemupod.supervisor.sizing.VmSize;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Watches how near the pod is to its memory limit, tells of it, and has the guest's balloon take
 * what does not fit. Owned by the event loop.
 */
final class MemoryGuard {
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** While the guest may use too much, or has yet to follow, it can be a matter of moments. */
  private static final Duration SOON = Duration.ofMillis(500);

  /** If it is not known by then, it never will be. */
  private static final Duration SYNCHRONOUS = Duration.ofSeconds(3);

  /** A reading that old is not shown any more. */
  private static final Duration STALE = Duration.ofSeconds(15);

  /** A guest that boots has to load its driver first. */
  private static final Duration DRIVER_PATIENCE = Duration.ofSeconds(90);

  private final Log log;
  private final ViewBoard board;
  private final MemoryProbe probe;
  private final boolean acts;
  private Instant nextLook = Instant.MIN;
  private long inflations;
  private long deflations;
  private Balloon balloon = new Balloon(0, 0);

  MemoryGuard(Log log, ViewBoard board, MemoryProbe probe, MemoryConfig.Guard guard) {
    this.log = log;
    this.board = board;
    this.probe = probe;
    this.acts = guard == MemoryConfig.Guard.BALLOON;
  }

  /** Has the memory measured, if it is time. */
  void tick(VmRun run, Instant now) {
    if (run.session().isEmpty() || nextLook.isAfter(now)) {
      return;
    }
    nextLook = now.plus(balloon.urgent ? SOON : INTERVAL);
    VmSize size = run.plan().machine().size();
    if (balloon.run != run.number()) {
      balloon = new Balloon(run.number(), size.ram());
    }
    if (balloon.measured.isPresent() && balloon.measured.get().plus(STALE).isBefore(now)) {
      run.memory(Optional.empty());
    }
    probe.ask(run.number(), run.process().pid(), new GuestRam(size.ram(), size.pluggable()));
  }

  /** The pod's limits have changed: it is looked at now. */
  void limitsChanged(Instant now) {
    nextLook = now;
  }

  /** How long the loop may sleep. */
  Duration untilLook(Instant now) {
    return nextLook.isAfter(now) ? Duration.between(now, nextLook) : INTERVAL;
  }

  /** What was measured: acts on it. */
  void measured(VmRun run, PodMemory memory, Instant now) {
    if (balloon.run != run.number() || run.ended().isPresent()) {
      return;
    }
    balloon.measured = Optional.of(now);
    OptionalLong room = OptionalLong.empty();
    if (memory.limit().isPresent() && memory.overhead().isPresent()) {
      VmSize size = run.plan().machine().size();
      BalloonPolicy policy = new BalloonPolicy(size.ram(), memory.limit().getAsLong());
      Plugged plugged = Plugged.of(run.resize(), size.ram());
      balloon.limited(policy.limit(), now);
      if (outdated(run.resize(), policy.limit(), now)) {
        balloon.urgent = true;
      } else {
        balloon.released |= plugged.most() < balloon.plugged.most();
        balloon.plugged = plugged;
        look(run, policy, memory, now);
      }
      long held = memory.overhead().getAsLong() + plugged.now();
      room = OptionalLong.of(policy.room(held, balloon.target));
    }
    run.memory(
        Optional.of(
            new GuardView(
                memory.unreclaimable(),
                memory.distance(),
                room,
                acts ? OptionalLong.of(balloon.target) : OptionalLong.empty(),
                inflations,
                deflations)));
  }

  /** How the VM is resized for a limit is known a moment later than the limit. */
  private boolean outdated(Optional<ResizeView> resize, long limit, Instant now) {
    return resize.isPresent()
        && resize.get().memoryLimit().orElse(limit) != limit
        && balloon.limitChanged.plus(SYNCHRONOUS).isAfter(now);
  }

  private void look(VmRun run, BalloonPolicy policy, PodMemory memory, Instant now) {
    long overhead = memory.overhead().orElse(0);
    boolean tight = policy.tight(overhead + balloon.plugged.soon(), balloon.target);
    boolean roomy = policy.roomy(overhead + balloon.plugged.most(), balloon.target);
    balloon.roomyLooks = roomy ? balloon.roomyLooks + 1 : 0;
    if (tight && !balloon.told) {
      balloon.told = true;
      log.warning(story(run.plan().machine().size(), policy, memory));
      board.event(now, "the guest may use more memory than fits");
    }
    if (acts) {
      Step step = next(policy, overhead, tight, roomy);
      boolean following = balloon.target < balloon.actual && !balloon.driverless;
      balloon.urgent = following || step instanceof Step.Inflate;
      act(run, step, now);
    }
    if (balloon.roomyLooks >= BalloonPolicy.PATIENT_LOOKS && balloon.target >= policy.ram()) {
      balloon.told = false;
    }
  }

  private Step next(BalloonPolicy policy, long overhead, boolean tight, boolean roomy) {
    boolean released = balloon.released;
    balloon.released = false;
    if (tight) {
      long held = overhead + balloon.plugged.soon();
      return policy.next(held, balloon.target, balloon.actual, balloon.roomyLooks);
    }
    if (!roomy) {
      return new Step.Hold();
    }
    long held = overhead + balloon.plugged.most();
    return released
        ? policy.release(held, balloon.target)
        : policy.next(held, balloon.target, balloon.actual, balloon.roomyLooks);
  }

  private void act(VmRun run, Step step, Instant now) {
    switch (step) {
      case Step.Hold() -> {
        if (balloon.asked.isPresent()) {
          run.session().ifPresent(QmpSession::queryBalloon);
        }
      }
      case Step.Inflate(long target) -> {
        inflations++;
        move(run, target, now);
      }
      case Step.Deflate(long target) -> {
        deflations++;
        balloon.roomyLooks = BalloonPolicy.LOOKS_AFTER_DEFLATION;
        move(run, target, now);
      }
    }
  }

  private void move(VmRun run, long target, Instant now) {
    board.event(now, "balloon: the guest is to use at most " + MemoryAdvice.mib(target));
    log.debug("The balloon is asked to leave " + MemoryAdvice.mib(target) + " to the guest.");
    balloon.target = target;
    if (balloon.asked.isEmpty()) {
      balloon.asked = Optional.of(now);
    }
    run.session().ifPresent(session -> session.balloon(target));
  }

  /** How far the guest has followed. */
  void followed(VmRun run, OptionalLong actual, Instant now) {
    if (balloon.run != run.number()) {
      return;
    }
    long ram = run.plan().machine().size().ram();
    balloon.actual = actual.orElse(ram);
    balloon.moved |= balloon.actual < ram;
    if (!balloon.moved
        && !balloon.driverless
        && balloon.target < ram
        && balloon.asked.filter(since -> since.plus(DRIVER_PATIENCE).isBefore(now)).isPresent()) {
      balloon.driverless = true;
      log.warning(
          "The guest does not drive its balloon, so that nothing can be taken from it: it needs the"
              + " driver virtio_balloon; until then only a smaller QEMU_RAM or a larger memory"
              + " limit keeps the pod from being OOM-killed.");
    }
  }

  private String story(VmSize size, BalloonPolicy policy, PodMemory memory) {
    long overhead = memory.overhead().orElse(0);
    long missing = policy.slack() - policy.room(overhead + balloon.plugged.soon(), balloon.target);
    return "The guest may use more memory than the pod has: of the limit of "
        + MemoryAdvice.mib(policy.limit())
        + ", "
        + MemoryAdvice.mib(overhead)
        + " are held beside the guest's RAM ("
        + MemoryAdvice.mib(size.headroom().total())
        + " were kept for that and for page cache), "
        + MemoryAdvice.mib(policy.slack())
        + " have to stay free, and the guest may use "
        + MemoryAdvice.mib(balloon.target + balloon.plugged.soon())
        + ", of which it has touched "
        + MemoryAdvice.mib(memory.guestResident().orElse(0))
        + ": "
        + MemoryAdvice.mib(missing)
        + " too much. "
        + (acts
            ? "The balloon is asked to take it from the guest."
            : "Nothing is done, because QEMU_MEMORY_GUARD is off.")
        + MemoryAdvice.sentence(size, policy.limit());
  }

  /** The balloon of one qemu. */
  private static final class Balloon {
    private final int run;
    private long target;
    private long actual;
    private Plugged plugged = Plugged.NOTHING;
    private long limit = -1;
    private Instant limitChanged = Instant.MIN;
    private int roomyLooks;
    private boolean released;
    private boolean urgent;
    private boolean told;
    private boolean moved;
    private boolean driverless;
    private Optional<Instant> asked = Optional.empty();
    private Optional<Instant> measured = Optional.empty();

    Balloon(int run, long ram) {
      this.run = run;
      this.target = ram;
      this.actual = ram;
    }

    /** Takes note of the pod's memory limit. */
    void limited(long newLimit, Instant now) {
      if (limit != newLimit) {
        released |= limit >= 0 && newLimit > limit;
        limit = newLimit;
        limitChanged = now;
      }
    }
  }
}
