package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.config.MemoryConfig;
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
    long ram = run.plan().machine().size().ram();
    if (balloon.run != run.number()) {
      balloon = new Balloon(run.number(), ram);
    }
    if (balloon.measured.isPresent() && balloon.measured.get().plus(STALE).isBefore(now)) {
      run.memory(Optional.empty());
    }
    probe.ask(run.number(), run.process().pid(), ram);
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
      long overhead = memory.overhead().getAsLong();
      look(run, policy, memory, now);
      room = OptionalLong.of(policy.room(overhead, balloon.target));
    }
    run.memory(
        Optional.of(
            new GuardView(
                memory.distance(),
                room,
                acts ? OptionalLong.of(balloon.target) : OptionalLong.empty(),
                inflations,
                deflations)));
  }

  private void look(VmRun run, BalloonPolicy policy, PodMemory memory, Instant now) {
    long overhead = memory.overhead().orElse(0);
    balloon.roomyLooks = policy.roomy(overhead, balloon.target) ? balloon.roomyLooks + 1 : 0;
    if (policy.tight(overhead, balloon.target) && !balloon.told) {
      balloon.told = true;
      log.warning(story(run.plan().machine().size(), policy, memory));
      board.event(now, "the guest may use more memory than fits");
    }
    if (acts) {
      Step step = policy.next(overhead, balloon.target, balloon.actual, balloon.roomyLooks);
      boolean following = balloon.target < balloon.actual && !balloon.driverless;
      balloon.urgent = following || step instanceof Step.Inflate;
      act(run, step, now);
    }
    if (balloon.roomyLooks >= BalloonPolicy.PATIENT_LOOKS && balloon.target >= policy.ram()) {
      balloon.told = false;
    }
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
    long missing = policy.slack() - policy.room(overhead, balloon.target);
    return "The guest may use more memory than the pod has: of the limit of "
        + MemoryAdvice.mib(policy.limit())
        + ", "
        + MemoryAdvice.mib(overhead)
        + " are held beside the guest's RAM ("
        + MemoryAdvice.mib(size.headroom().total())
        + " were kept for that and for page cache), "
        + MemoryAdvice.mib(policy.slack())
        + " have to stay free, and the guest may use "
        + MemoryAdvice.mib(balloon.target)
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
    private int roomyLooks;
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
  }
}
