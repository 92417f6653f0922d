package dev.qemupod.supervisor.lifecycle;

import java.util.OptionalLong;

/**
 * How far the VM has followed its pod.
 *
 * @param memoryLimit the pod's memory limit that this is about, bytes
 * @param vcpusWanted what the pod's limits give
 * @param vcpus what the VM has
 * @param vcpusMost what it can have
 * @param ramWanted what the pod's limits give, bytes
 * @param ram what the guest has, bytes
 * @param ramMost what it can have, bytes
 * @param moving the guest has done something about it a moment ago, or has just been asked to
 * @param reason where the wanted size comes from
 * @param difference why the VM has another size than is wanted; empty: it has that size
 */
public record ResizeView(
    OptionalLong memoryLimit,
    int vcpusWanted,
    int vcpus,
    int vcpusMost,
    long ramWanted,
    long ram,
    long ramMost,
    boolean moving,
    String reason,
    String difference) {}
