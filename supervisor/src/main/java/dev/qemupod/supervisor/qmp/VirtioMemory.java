package dev.qemupod.supervisor.qmp;

/**
 * Memory that is plugged by virtio-mem, bytes.
 *
 * @param requested what the guest was asked to have of it
 * @param actual what the guest has
 */
public record VirtioMemory(long requested, long actual) {}
