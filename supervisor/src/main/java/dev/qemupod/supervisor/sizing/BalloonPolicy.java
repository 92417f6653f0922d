package dev.qemupod.supervisor.sizing;

import static dev.qemupod.supervisor.sizing.SizingConstants.MIB;

/**
 * How much of its RAM a guest may use in a pod of this limit, as what is held beside it changes.
 *
 * <p>It looks ahead: a guest touches a gigabyte in a second, so that whoever waits for the limit to
 * be near comes too late. What counts is therefore the room that would be left if the guest used
 * all that the balloon leaves to it. Between one slack and three of room nothing is done, and every
 * step aims at two, so that a measurement that wavers by a slack moves nothing.
 *
 * @param ram the guest's RAM that the balloon can take from: what it was started with, bytes
 * @param limit the pod's memory limit, bytes
 */
public record BalloonPolicy(long ram, long limit) {
  /** Looks in a row that have to find enough room before any is given back: half a minute. */
  public static final int PATIENT_LOOKS = 15;

  /** How many of them count still after some was: the next step may follow two looks later. */
  public static final int LOOKS_AFTER_DEFLATION = PATIENT_LOOKS - 2;

  /** A wrong measurement costs the guest no more of its RAM than this part at once. */
  private static final int INFLATION_PART = 2;

  private static final int DEFLATION_PART = 16;

  /**
   * The kernel's own tables, made for all of the RAM, stay when the balloon takes it: with less
   * than this part a guest has little left but them.
   */
  private static final int FLOOR_PART = 4;

  /** What to do with the balloon. */
  public sealed interface Step {
    /** Nothing. */
    record Hold() implements Step {}

    /**
     * The guest gives memory up.
     *
     * @param target what the balloon is to leave to it, bytes
     */
    record Inflate(long target) implements Step {}

    /**
     * The guest gets memory back.
     *
     * @param target what the balloon is to leave to it, bytes
     */
    record Deflate(long target) implements Step {}
  }

  /** What is kept free for I/O at the edge of the limit, and between two looks. */
  public long slack() {
    return Math.max(SizingConstants.SMALLEST_SLACK, limit / SizingConstants.SLACK_PART);
  }

  /** The guest always keeps this much. */
  public long floor() {
    return Math.min(ram, Math.max(SizingConstants.SMALL_GUEST, wholeMib(ram / FLOOR_PART)));
  }

  /**
   * What would be left of the limit if the guest used all it may; negative: so much does not fit.
   *
   * @param overhead what the pod holds beside this RAM and can not give up, and what the guest may
   *     use beside it, bytes
   * @param target what the balloon is to leave to the guest, bytes
   */
  public long room(long overhead, long target) {
    return limit - overhead - target;
  }

  /** Whether the guest may use more than fits. */
  public boolean tight(long overhead, long target) {
    return room(overhead, target) < slack();
  }

  /** Whether the guest could have more than it may use now, or has it all with room to spare. */
  public boolean roomy(long overhead, long target) {
    return room(overhead, target) > 3 * slack();
  }

  /**
   * The next step.
   *
   * @param overhead as {@link #room}
   * @param target what the balloon was last told to leave to the guest
   * @param actual what it does leave to it, as far as the guest has followed
   * @param roomyLooks how many looks in a row have found it {@link #roomy}
   */
  public Step next(long overhead, long target, long actual, int roomyLooks) {
    if (tight(overhead, target)) {
      // Never far below what the guest has done: one that does not follow is not asked for more.
      long reach = Math.max(floor(), actual - ram / INFLATION_PART);
      long lower = wholeMib(Math.max(reach, limit - overhead - 2 * slack()));
      return lower < target ? new Step.Inflate(lower) : new Step.Hold();
    }
    if (roomy(overhead, target) && target < ram && roomyLooks >= PATIENT_LOOKS) {
      long most = Math.max(SizingConstants.SMALLEST_SLACK, ram / DEFLATION_PART);
      long more = Math.min(most, room(overhead, target) - 2 * slack());
      return new Step.Deflate(Math.min(ram, wholeMib(target + more)));
    }
    return new Step.Hold();
  }

  /**
   * The step once more fits for a reason that is known, such as a limit that was raised: what fits
   * is given back at once, since no measurement can have wavered.
   *
   * @param overhead as {@link #room}
   * @param target what the balloon was last told to leave to the guest
   */
  public Step release(long overhead, long target) {
    if (target >= ram || !roomy(overhead, target)) {
      return new Step.Hold();
    }
    long more = room(overhead, target) - 2 * slack();
    return new Step.Deflate(Math.min(ram, wholeMib(target + more)));
  }

  private static long wholeMib(long bytes) {
    // Upwards, so that a floor stays one.
    return (bytes + MIB - 1) / MIB * MIB;
  }
}
