package dev.qemupod.supervisor.agent;

import java.util.OptionalLong;

/**
 * A network interface and what the guest says went through it ({@code
 * guest-network-get-interfaces}).
 *
 * @param name such as {@code eth0}
 */
public record GuestInterface(String name, Traffic received, Traffic sent) {
  /** One direction, since the guest's start. */
  public record Traffic(
      OptionalLong bytes, OptionalLong packets, OptionalLong errors, OptionalLong dropped) {}
}
