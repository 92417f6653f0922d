package dev.qemupod.supervisor.host;

import java.util.OptionalLong;

/**
 * How near the pod is to its memory limit, bytes. Absent: the kernel does not tell.
 *
 * @param limit the limit now
 * @param unreclaimable what the pod holds and the kernel can not take back: anonymous, shared and
 *     kernel memory
 * @param guestResident guest RAM that the host holds
 * @param overhead the part of the unreclaimable memory that is not guest RAM; both were read at one
 *     moment, which may be a while ago where the guest is large
 */
public record PodMemory(
    OptionalLong limit,
    OptionalLong unreclaimable,
    OptionalLong guestResident,
    OptionalLong overhead) {
  /** What is left until the kernel has nothing more to take back. */
  public OptionalLong distance() {
    return limit.isEmpty() || unreclaimable.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(limit.getAsLong() - unreclaimable.getAsLong());
  }
}
