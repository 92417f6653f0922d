package dev.qemupod.supervisor.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.sizing.BalloonPolicy.Step;
import org.junit.jupiter.api.Test;

class BalloonPolicyTest {
  private static final long MIB = 1L << 20;
  private static final int PATIENT = BalloonPolicy.PATIENT_LOOKS;

  /** A slack of 16 MiB. */
  private static final BalloonPolicy POD = new BalloonPolicy(640 * MIB, 512 * MIB);

  @Test
  void aGuestThatFitsIsLeftAlone() {
    BalloonPolicy fits = new BalloonPolicy(316 * MIB, 512 * MIB);
    assertFalse(fits.tight(180 * MIB, 316 * MIB));
    assertEquals(new Step.Hold(), fits.next(180 * MIB, 316 * MIB, 316 * MIB, 0));
    assertEquals(new Step.Hold(), fits.next(80 * MIB, 316 * MIB, 316 * MIB, PATIENT));
  }

  @Test
  void whatDoesNotFitIsTakenInSteps() {
    assertTrue(POD.tight(100 * MIB, 640 * MIB));
    assertEquals(
        new Step.Inflate(320 * MIB), POD.next(200 * MIB, 640 * MIB, 640 * MIB, 0), "a half");
    assertEquals(
        new Step.Inflate(280 * MIB),
        POD.next(200 * MIB, 320 * MIB, 320 * MIB, 0),
        "512 - 200 - 2 x 16");
    assertEquals(new Step.Inflate(380 * MIB), POD.next(100 * MIB, 640 * MIB, 640 * MIB, 0));
    assertEquals(new Step.Hold(), POD.next(100 * MIB, 380 * MIB, 380 * MIB, PATIENT));
  }

  @Test
  void aGuestThatDoesNotFollowIsAskedForOneStepOnly() {
    assertEquals(new Step.Hold(), POD.next(200 * MIB, 320 * MIB, 640 * MIB, 0));
    assertEquals(new Step.Inflate(300 * MIB), POD.next(200 * MIB, 320 * MIB, 620 * MIB, 0));
  }

  @Test
  void theFloorIsNeverCrossed() {
    assertEquals(160 * MIB, POD.floor());
    assertEquals(
        new Step.Inflate(160 * MIB), POD.next(500 * MIB, 200 * MIB, 200 * MIB, 0), "a quarter");
    assertEquals(new Step.Hold(), POD.next(500 * MIB, 160 * MIB, 160 * MIB, 0));
    assertEquals(64 * MIB, new BalloonPolicy(100 * MIB, 512 * MIB).floor());
    assertEquals(32 * MIB, new BalloonPolicy(32 * MIB, 512 * MIB).floor());
  }

  @Test
  void whatFitsAgainIsGivenBackAfterAWhileAndInSmallSteps() {
    assertEquals(new Step.Hold(), POD.next(60 * MIB, 380 * MIB, 380 * MIB, PATIENT - 1));
    assertEquals(new Step.Deflate(420 * MIB), POD.next(60 * MIB, 380 * MIB, 380 * MIB, PATIENT));
    assertEquals(
        new Step.Deflate(640 * MIB),
        new BalloonPolicy(640 * MIB, 1024 * MIB).next(60 * MIB, 630 * MIB, 630 * MIB, PATIENT),
        "never above its RAM");
  }

  @Test
  void whatFitsForAKnownReasonIsGivenBackAtOnce() {
    BalloonPolicy raised = new BalloonPolicy(640 * MIB, 700 * MIB);
    assertEquals(
        new Step.Deflate(568 * MIB), raised.release(100 * MIB, 380 * MIB), "700 - 100 - 2 x 16");
    assertEquals(new Step.Deflate(640 * MIB), raised.release(10 * MIB, 380 * MIB), "all of it");
    assertEquals(new Step.Hold(), raised.release(280 * MIB, 380 * MIB), "40 MiB of room");
    assertEquals(new Step.Hold(), raised.release(10 * MIB, 640 * MIB), "nothing was taken");
  }

  @Test
  void aLimitThatWasLoweredCounts() {
    BalloonPolicy lowered = new BalloonPolicy(316 * MIB, 400 * MIB);
    assertEquals(
        new Step.Inflate(268 * MIB), lowered.next(100 * MIB, 316 * MIB, 316 * MIB, PATIENT));
  }
}
