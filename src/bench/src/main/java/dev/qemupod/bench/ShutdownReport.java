package dev.qemupod.bench;

/**
 * The times of a shutdown, in milliseconds.
 *
 * @param termToButton from SIGTERM until the guest has seen its power button
 * @param termToExit from SIGTERM until the supervisor has ended
 * @param guestOffToExit from the guest's last words until the supervisor has ended: qemu's own end
 *     is part of it
 * @param qemuGoneToExit from qemu's end until the supervisor has ended
 */
record ShutdownReport(
    Summary termToButton, Summary termToExit, Summary guestOffToExit, Summary qemuGoneToExit) {}
