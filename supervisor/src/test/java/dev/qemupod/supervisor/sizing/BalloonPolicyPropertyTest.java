package dev.qemupod.supervisor.sizing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.sizing.BalloonPolicy.Step;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;

/** The balloon of every guest in every pod, over many looks at it. */
class BalloonPolicyPropertyTest {
  private static final long MIB = 1L << 20;
  private static final int LOOKS = 600;
  private static final int SETTLED = 500;

  /** A guest with its balloon, and what the pod holds beside it. */
  private static final class Pod {
    private final BalloonPolicy policy;
    private final Random random;
    private long target;
    private long actual;
    private int roomyLooks;
    private int inflations;
    private int deflations;
    private int lastStep = -1;

    Pod(long ramMib, long limitMib, long seed) {
      this.policy = new BalloonPolicy(ramMib * MIB, limitMib * MIB);
      this.random = new Random(seed);
      this.target = policy.ram();
      this.actual = policy.ram();
    }

    void look(int number, long overhead, boolean follows) {
      roomyLooks = policy.roomy(overhead, target) ? roomyLooks + 1 : 0;
      long reach = actual - policy.ram() / 2;
      switch (policy.next(overhead, target, actual, roomyLooks)) {
        case Step.Hold() -> {}
        case Step.Inflate(long lower) -> {
          assertTrue(lower < target, "an inflation that takes nothing");
          assertTrue(lower >= policy.floor(), lower + " is below the floor " + policy.floor());
          assertTrue(lower >= reach, lower + " is out of reach of " + actual);
          target = lower;
          inflations++;
          lastStep = number;
        }
        case Step.Deflate(long higher) -> {
          assertTrue(higher > target, "a deflation that gives nothing");
          assertTrue(higher <= policy.ram(), higher + " is more than the guest has");
          target = higher;
          roomyLooks = BalloonPolicy.LOOKS_AFTER_DEFLATION;
          deflations++;
          lastStep = number;
        }
      }
      if (follows) {
        long rest = target - actual;
        actual += random.nextBoolean() ? rest : rest / 2;
      }
    }
  }

  @Property
  void aGuestThatFollowsComesToRestWhereItFits(
      @ForAll @LongRange(min = 32, max = 65_536) long ramMib,
      @ForAll @LongRange(min = 128, max = 65_536) long limitMib,
      @ForAll @LongRange(min = 20, max = 600) long overheadMib,
      @ForAll long seed) {
    Pod pod = new Pod(ramMib, limitMib, seed);
    long overhead = overheadMib * MIB;
    for (int look = 0; look < LOOKS; look++) {
      pod.look(look, overhead, true);
    }
    assertTrue(pod.lastStep < SETTLED, "still moving at look " + pod.lastStep);
    assertTrue(
        !pod.policy.tight(overhead, pod.target) || pod.target == pod.policy.floor(),
        "it may use " + pod.target + ", which does not fit");
    assertTrue(Math.abs(pod.target - pod.actual) <= 1, "it was not followed");
  }

  @Property
  void aMeasurementThatWaversMakesNothingSwing(
      @ForAll @LongRange(min = 64, max = 16_384) long ramMib,
      @ForAll @LongRange(min = 128, max = 16_384) long limitMib,
      @ForAll @LongRange(min = 20, max = 600) long overheadMib,
      @ForAll @DoubleRange(min = 0, max = 1) double waver,
      @ForAll long seed) {
    Pod pod = new Pod(ramMib, limitMib, seed);
    double most = (pod.policy.slack() / 2.0 - 2 * MIB) * waver;
    for (int look = 0; look < LOOKS; look++) {
      long noise = Math.round((pod.random.nextDouble() * 2 - 1) * most);
      pod.look(look, overheadMib * MIB + noise, true);
    }
    assertTrue(
        pod.inflations == 0 || pod.deflations == 0,
        pod.inflations + " inflations and " + pod.deflations + " deflations");
  }

  @Property
  void aGuestThatDoesNotFollowIsAskedOnce(
      @ForAll @LongRange(min = 64, max = 65_536) long ramMib,
      @ForAll @LongRange(min = 128, max = 65_536) long limitMib,
      @ForAll @LongRange(min = 20, max = 600) long overheadMib,
      @ForAll long seed) {
    Pod pod = new Pod(ramMib, limitMib, seed);
    for (int look = 0; look < LOOKS; look++) {
      pod.look(look, overheadMib * MIB, false);
    }
    assertTrue(pod.inflations <= 1, pod.inflations + " inflations");
  }

  @Property
  void whateverIsMeasuredTheGuestKeepsItsFloorAndGetsNoMoreThanItsRam(
      @ForAll @LongRange(min = 2, max = 65_536) long ramMib,
      @ForAll @LongRange(min = 2, max = 65_536) long limitMib,
      @ForAll long seed) {
    Pod pod = new Pod(ramMib, limitMib, seed);
    for (int look = 0; look < LOOKS; look++) {
      long overhead = pod.random.nextLong(2 * limitMib) * MIB;
      pod.look(look, overhead, pod.random.nextBoolean());
      assertTrue(pod.target >= pod.policy.floor() && pod.target <= pod.policy.ram());
    }
  }
}
