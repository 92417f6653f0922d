package dev.qemupod.supervisor.lifecycle;

import java.nio.file.Path;
import java.util.Optional;

/** Ignition in the guest of one run of qemu. Owned by the event loop. */
final class RunIgnition {
  private final int run;
  private final Optional<Path> socket;
  private Optional<IgnitionWatch> watch = Optional.empty();
  private Optional<IgnitionView> view;
  private boolean deaf;

  /**
   * One that has not been heard of.
   *
   * @param run the run's number
   * @param socket where qemu listens for whoever reads the journal; empty: no config is given
   */
  RunIgnition(int run, Optional<Path> socket) {
    this.run = run;
    this.socket = socket;
    this.view = socket.map(_ -> IgnitionView.unheard());
  }

  int run() {
    return run;
  }

  /** Where to connect to while nobody listens and anybody should. */
  Optional<Path> reachable() {
    return deaf || watch.isPresent() ? Optional.empty() : socket;
  }

  Optional<IgnitionWatch> watch() {
    return watch;
  }

  void watch(Optional<IgnitionWatch> newWatch) {
    watch.ifPresent(IgnitionWatch::close);
    watch = newWatch;
  }

  /** Empty: no config is given. */
  Optional<IgnitionView> view() {
    return view;
  }

  /** Does nothing where no config is given. */
  void view(IgnitionView newView) {
    view = view.map(_ -> newView);
  }

  /** Nothing is to be heard of it any more: qemu is gone, or the guest has told too much. */
  void over() {
    deaf = true;
    watch(Optional.empty());
  }
}
