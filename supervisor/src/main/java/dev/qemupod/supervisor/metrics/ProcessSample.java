package dev.qemupod.supervisor.metrics;

import java.util.OptionalLong;

/**
 * What a process uses, as {@code /proc/PID} tells (proc(5)).
 *
 * @param time CPU time of all its threads, ended ones included
 * @param threads how many it has
 * @param openFiles file descriptors; absent: they may not be listed
 * @param maxFiles soft limit of file descriptors; absent: none, or it may not be read
 * @param residentAnonymous bytes of anonymous memory; a guest's RAM is in it
 * @param residentFile bytes of mapped files
 * @param residentShared bytes of shared memory
 * @param virtual bytes of address space
 */
public record ProcessSample(
    VmSample.CpuTime time,
    long threads,
    OptionalLong openFiles,
    OptionalLong maxFiles,
    OptionalLong residentAnonymous,
    OptionalLong residentFile,
    OptionalLong residentShared,
    OptionalLong virtual) {
  /** All resident memory, bytes. */
  OptionalLong resident() {
    return residentAnonymous.isPresent() && residentFile.isPresent() && residentShared.isPresent()
        ? OptionalLong.of(
            residentAnonymous.getAsLong() + residentFile.getAsLong() + residentShared.getAsLong())
        : OptionalLong.empty();
  }
}
