package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.qmp.VirtioMemory;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much memory a guest is asked to give back at once.
 *
 * <p>Asked for much, Linux gives back whole blocks of 128 MiB, and a kernel with {@code
 * init_on_alloc}, as Debian's, writes zeros to all of a block before it lets it go: so much more
 * the pod holds for a moment, which the limit may not have. Asked for less, it lets 2 MiB go after
 * the other (Linux' drivers/virtio/virtio_mem.c, virtio_mem_sbm_unplug_any_sb_online).
 */
final class ShrinkStep {
  /** The largest that is less than a block, in whatever pieces the guest gives it back. */
  private static final long SMALL = 120L << 20;

  /** Two blocks. With so much to spare, all is asked for at once, which is up to twice as fast. */
  private static final long FAR_FROM_THE_LIMIT = 256L << 20;

  private ShrinkStep() {}

  /**
   * The step, bytes.
   *
   * @param memory what the pod holds; absent: not known
   * @param limit the memory limit now, bytes, which may be a new one
   */
  static long of(Optional<GuardView> memory, OptionalLong limit) {
    OptionalLong held = memory.isPresent() ? memory.get().unreclaimable() : OptionalLong.empty();
    boolean far =
        held.isPresent()
            && limit.isPresent()
            && limit.getAsLong() - held.getAsLong() >= FAR_FROM_THE_LIMIT;
    return far ? Long.MAX_VALUE : SMALL;
  }

  /** Whether the guest has done a step, and there is another to do. */
  static boolean done(ResizeSight sight, ResizeOrder order) {
    if (sight.memory().isEmpty()) {
      return false;
    }
    VirtioMemory memory = sight.memory().get();
    return memory.actual() == memory.requested() && memory.actual() > order.plugged();
  }
}
