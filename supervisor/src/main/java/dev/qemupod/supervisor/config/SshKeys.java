package dev.qemupod.supervisor.config;

import java.util.List;
import java.util.Optional;

/**
 * The SSH keys that may log in to the guest.
 *
 * @param variable the variable that gave them, for messages
 * @param lines lines of {@code authorized_keys}, each valid, none twice, at least one
 * @param user {@code QEMU_SSH_USER}; empty: the user each way of provisioning has by itself
 */
public record SshKeys(String variable, List<String> lines, Optional<String> user) {
  public SshKeys {
    lines = List.copyOf(lines);
  }

  /** Keys are public, but their comments and options tell of people and hosts. */
  @Override
  public String toString() {
    return "SshKeys[" + variable + ", " + lines.size() + ", " + user + "]";
  }
}
