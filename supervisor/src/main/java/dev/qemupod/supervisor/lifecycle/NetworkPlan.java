package dev.qemupod.supervisor.lifecycle;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The network of one start, where it is not simply qemu's own user network.
 *
 * @param decision what it is, and why
 * @param passt the process that has to be started first
 */
public record NetworkPlan(NetworkDecision decision, Optional<Passt> passt) {
  /**
   * How to start passt.
   *
   * @param command its command line
   * @param pidFile written by it once it listens and has locked itself up
   * @param reconnects whether qemu connects to it again after it was restarted
   * @param fallback plans the same start without it
   */
  public record Passt(List<String> command, Path pidFile, boolean reconnects, Fallback fallback) {
    public Passt {
      command = List.copyOf(command);
    }
  }

  /** Plans a start with qemu's own user network. */
  @FunctionalInterface
  public interface Fallback {
    /**
     * The plan.
     *
     * @param decision why
     */
    LaunchPlan plan(NetworkDecision decision);
  }
}
