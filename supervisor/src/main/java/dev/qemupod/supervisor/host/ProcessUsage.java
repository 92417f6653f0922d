package dev.qemupod.supervisor.host;

import java.util.OptionalLong;

/**
 * What a process uses at one moment. Absent: the kernel does not tell.
 *
 * @param cpu since the process's start
 * @param threads threads
 * @param openFiles open file descriptors; absent for a process of another user
 * @param residentAnonymous resident anonymous memory, bytes
 * @param residentFile resident file mappings, bytes
 * @param residentShared resident shared memory, which is guest RAM when it is a memfd, bytes
 */
public record ProcessUsage(
    CpuTime cpu,
    int threads,
    OptionalLong openFiles,
    OptionalLong residentAnonymous,
    OptionalLong residentFile,
    OptionalLong residentShared) {}
