package dev.qemupod.supervisor.config;

import java.util.regex.Pattern;

/** What {@code /readyz} waits for ({@code QEMU_READY}). */
public sealed interface ReadyGate {
  /** The VM runs. */
  record Running() implements ReadyGate {}

  /** An SSH banner was read from the forwarded port. */
  record Ssh(int port) implements ReadyGate {}

  /** A GET of the path answered with a status below 400. */
  record Http(int port, String path) implements ReadyGate {}

  /** The guest sent a byte, or closed the connection it had accepted. */
  record Tcp(int port) implements ReadyGate {}

  /** The guest agent answered. */
  record Agent() implements ReadyGate {}

  /** A line of the serial console matched. */
  record Console(Pattern pattern) implements ReadyGate {}
}
