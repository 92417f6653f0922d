package dev.qemupod.supervisor.lifecycle;

import java.util.OptionalLong;

/**
 * The guest's network, where it is not simply qemu's own user network.
 *
 * @param decision what it is, and why
 * @param up whether packets can pass
 * @param trouble why not, in a clause; empty: they can
 * @param restarts how often passt was started again
 * @param helperPid passt, while it lives
 */
public record NetworkView(
    NetworkDecision decision, boolean up, String trouble, long restarts, OptionalLong helperPid) {}
