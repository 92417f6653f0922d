package dev.qemupod.supervisor.agent;

/**
 * A mounted file system, as the guest tells it ({@code guest-get-fsinfo}).
 *
 * @param device its disk or partition, such as {@code vda1}
 * @param mountpoint where it is mounted; the shortest path, if there are several
 * @param type such as {@code ext4}
 * @param size bytes that its users can fill: without what is kept for root
 * @param used bytes that they have
 */
public record GuestFilesystem(
    String device, String mountpoint, String type, long size, long used) {}
