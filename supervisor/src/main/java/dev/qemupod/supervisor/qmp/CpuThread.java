package dev.qemupod.supervisor.qmp;

/** A virtual CPU and the host thread that runs it. */
public record CpuThread(int index, long threadId) {}
