package dev.qemupod.supervisor.lifecycle;

import java.util.Optional;

/** Starts qemu behind its passt, or with the user network if there can be no passt. */
final class NetworkStart {
  private NetworkStart() {}

  /**
   * Executes both; must be called by the thread that lives to the end.
   *
   * @throws EndingException if there is no qemu to execute
   */
  static SpawnedQemu spawn(QemuSpawner spawner, LaunchPlan plan, NetworkPlan.Passt passt)
      throws EndingException {
    NetworkHelper helper;
    try {
      helper = spawner.helper(passt);
      helper.awaitReady();
    } catch (NetworkHelper.Unavailable failure) {
      NetworkDecision decision = NetworkDecision.instead(failure.reason());
      return spawner.spawn(passt.fallback().plan(decision), Optional.empty());
    }
    try {
      return spawner.spawn(plan, Optional.of(helper));
    } catch (EndingException failure) {
      helper.stop();
      throw failure;
    }
  }
}
