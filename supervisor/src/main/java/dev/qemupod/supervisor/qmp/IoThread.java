package dev.qemupod.supervisor.qmp;

/** A thread that serves devices, such as {@code io-hda}, and the host thread that it is. */
public record IoThread(String id, long threadId) {}
