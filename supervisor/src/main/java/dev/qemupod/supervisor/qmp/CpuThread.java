package dev.qemupod.supervisor.qmp;

/**
 * A virtual CPU and the host thread that runs it.
 *
 * @param path the CPU's QOM path
 */
public record CpuThread(int index, long threadId, String path) {}
