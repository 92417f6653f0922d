package dev.qemupod.supervisor.agent;

/**
 * What the guest says it is ({@code guest-get-osinfo} and {@code guest-get-host-name} in QEMU's
 * qga/qapi-schema.json). Nobody has checked it; what the guest does not say is an empty string.
 *
 * @param id such as {@code debian}
 * @param versionId such as {@code 12}
 * @param prettyName such as {@code Debian GNU/Linux 12 (bookworm)}
 * @param kernelRelease such as {@code 6.1.0-30-cloud-amd64}
 * @param machine such as {@code x86_64}
 * @param hostName the guest's own idea of its name
 */
public record GuestOs(
    String id,
    String versionId,
    String prettyName,
    String kernelRelease,
    String machine,
    String hostName) {}
