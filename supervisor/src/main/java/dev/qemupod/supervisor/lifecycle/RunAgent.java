package dev.qemupod.supervisor.lifecycle;

import java.nio.file.Path;
import java.util.Optional;

/** The guest agent of one run of qemu, and what is known of it. Owned by the event loop. */
final class RunAgent {
  private final int run;
  private final Optional<Path> socket;
  private Optional<AgentWatch> watch = Optional.empty();
  private Optional<AgentView> view = Optional.empty();
  private Freeze freeze = new Freeze.NotAsked();
  private boolean over;

  /**
   * An agent that has not been heard of.
   *
   * @param run the run's number
   * @param socket where qemu listens for whoever speaks with it; empty: there is no channel
   */
  RunAgent(int run, Optional<Path> socket) {
    this.run = run;
    this.socket = socket;
  }

  int run() {
    return run;
  }

  /** Where to connect to while a conversation could be begun. */
  Optional<Path> reachable() {
    return over || watch.isPresent() ? Optional.empty() : socket;
  }

  /** The conversation with it, while the guest holds the channel open. */
  Optional<AgentWatch> watch() {
    return watch;
  }

  void watch(Optional<AgentWatch> newWatch) {
    watch.ifPresent(AgentWatch::close);
    watch = newWatch;
  }

  /** Empty until the guest opened the channel. */
  Optional<AgentView> view() {
    return view;
  }

  void view(AgentView newView) {
    view = Optional.of(newView);
  }

  boolean isUp() {
    return watch.isPresent() && view.map(AgentView::up).orElse(false);
  }

  /** What became of the guest's file systems. */
  Freeze freeze() {
    return freeze;
  }

  void freeze(Freeze newFreeze) {
    freeze = newFreeze;
  }

  /** qemu is gone. */
  void over() {
    over = true;
    watch(Optional.empty());
    view = view.map(AgentView::down);
  }
}
