package dev.qemupod.supervisor.lifecycle;

/**
 * How far the VM has followed its pod.
 *
 * @param vcpusWanted what the pod's limits give
 * @param vcpus what the VM has
 * @param vcpusMost what it can have
 * @param ramWanted what the pod's limits give, bytes
 * @param ram what the guest has, bytes
 * @param ramMost what it can have, bytes
 * @param reason where the wanted size comes from
 * @param difference why the VM has another size than is wanted; empty: it has that size
 */
public record ResizeView(
    int vcpusWanted,
    int vcpus,
    int vcpusMost,
    long ramWanted,
    long ram,
    long ramMost,
    String reason,
    String difference) {}
