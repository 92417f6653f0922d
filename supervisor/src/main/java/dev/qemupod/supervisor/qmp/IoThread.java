package dev.qemupod.supervisor.qmp;

/** An iothread object and its host thread. */
public record IoThread(String id, long threadId) {}
