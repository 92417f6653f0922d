package dev.qemupod.supervisor.cli;

import java.util.List;

/** What the container's arguments ask for. */
public sealed interface Command {
  /** Runs the VM; the arguments follow all generated ones on qemu's command line. */
  record Run(List<String> qemuArguments) implements Command {
    public Run {
      qemuArguments = List.copyOf(qemuArguments);
    }
  }

  /** Prints the sizing with its arithmetic and qemu's command line; starts nothing. */
  record Plan(boolean json, List<String> qemuArguments) implements Command {
    public Plan {
      qemuArguments = List.copyOf(qemuArguments);
    }
  }

  /** Validates the configuration; starts nothing. */
  record Check(List<String> qemuArguments) implements Command {
    public Check {
      qemuArguments = List.copyOf(qemuArguments);
    }
  }

  /** Boots the guest that is part of the image. */
  record Demo() implements Command {}

  /** Asks a running supervisor how it is, for HEALTHCHECK of docker. */
  record Health(Kind kind) implements Command {
    /** The endpoint to ask. */
    public enum Kind {
      LIVE,
      READY
    }
  }

  /** Prints {@link HelpText}. */
  record Help() implements Command {}

  /** Prints the version. */
  record Version() implements Command {}

  /** The arguments ask for nothing this program knows: exit code 2. */
  record UsageError(String message) implements Command {}
}
