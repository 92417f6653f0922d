package dev.qemupod.supervisor.machine;

/**
 * Something that the guest is provisioned with, without its content, which may be secret.
 *
 * @param by how the guest gets it: {@code fw_cfg} or {@code cloud-init}
 * @param name what the guest finds it under
 * @param bytes its size
 */
public record Provision(String by, String name, long bytes) {}
