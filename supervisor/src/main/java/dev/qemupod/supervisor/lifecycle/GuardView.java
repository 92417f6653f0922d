package dev.qemupod.supervisor.lifecycle;

import java.util.OptionalLong;

/**
 * How near the pod is to its memory limit, and what is done about it.
 *
 * @param unreclaimable what the pod holds and the kernel can not take back, bytes
 * @param distance what is left until the kernel has nothing to take back, bytes; absent without a
 *     limit
 * @param room what would be left if the guest used all it may, bytes, negative if that does not
 *     fit; absent while it is not measured
 * @param target what the balloon is to leave to the guest, bytes; absent if the guard is off
 * @param inflations how often the balloon was told to take more, since the supervisor's start
 * @param deflations how often it was told to give back
 */
public record GuardView(
    OptionalLong unreclaimable,
    OptionalLong distance,
    OptionalLong room,
    OptionalLong target,
    long inflations,
    long deflations) {}
