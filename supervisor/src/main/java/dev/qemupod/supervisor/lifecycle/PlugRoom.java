package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.qmp.TranslatedCode;

/**
 * Whether TCG's cache has room for another vCPU.
 *
 * <p>The cache is made of regions. Each vCPU that ever was holds one, and takes a further one when
 * it is full; the guest's work empties the cache when none is left. A vCPU that is plugged while
 * none is left makes qemu abort: {@code tcg_region_initial_alloc__locked: assertion failed: (!err)}
 * (tcg/region.c; seen with 7.2).
 *
 * @param regions how many there are
 * @param holders vCPUs that ever were
 */
record PlugRoom(int regions, int holders) {
  /** As tcg_n_regions of tcg/region.c has it, the same from 7.2 to 10.2. */
  private static final long REGION = 2L << 20;

  private static final int MOST_FOR_EACH = 8;

  /** One for the vCPU, and one that the others may take meanwhile. */
  private static final int NEEDED = 2;

  /**
   * The room in a cache of this size.
   *
   * @param most vCPUs that the machine can have
   */
  static PlugRoom of(long cache, int most, int holders) {
    long regions = cache / REGION;
    return new PlugRoom(
        (int) (regions <= most ? most : Math.min(regions, (long) most * MOST_FOR_EACH)), holders);
  }

  /** Whether a further vCPU surely finds a region, after so many others were plugged. */
  boolean fits(TranslatedCode code, int plugged) {
    long full = code.capacity() <= 0 ? regions : code.used() * regions / code.capacity();
    return regions - full - holders - plugged >= NEEDED;
  }
}
