package dev.qemupod.supervisor.agent;

import java.util.List;

/**
 * What a guest told of its failed first boot, fit for a log.
 *
 * @param cause the last that Ignition said, or else what is known; one clause
 * @param messages errors of Ignition, oldest first, the first ones only
 * @param left how many more there were
 */
public record IgnitionFailure(String cause, List<String> messages, long left) {
  public IgnitionFailure {
    messages = List.copyOf(messages);
  }
}
