package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.host.CgroupReader;
import dev.qemupod.supervisor.log.Log;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * Has the vCPUs pinned again and again, since qemu is restarted, vCPUs are plugged and cpusets
 * change, and tells what is new. Owned by the event loop; idle unless {@code QEMU_CPU_PIN=auto}.
 */
final class PinControl {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final SupervisorParts parts;
  private final Log log;
  private Instant nextLook = Instant.MIN;
  private String told = "";
  private String failureTold = "";
  private boolean pinned;
  private int run;

  PinControl(SupervisorParts parts) {
    this.parts = parts;
    this.log = parts.log();
  }

  /** Has it done, if it is time. */
  void tick(VmRun current, Instant now) {
    if (!parts.config().cpu().pin() || current.session().isEmpty()) {
      return;
    }
    if (run == current.number() && nextLook.isAfter(now)) {
      return;
    }
    run = current.number();
    nextLook = now.plus(INTERVAL);
    PinWork work =
        new PinWork(
            new CgroupReader(Path.of("/")).podCpus(),
            parts.podLimits().get().cpuQuota(),
            current.process().pid(),
            pinned);
    current.session().get().pin(work);
  }

  /** It was done; each news is told once. */
  void done(PinWork.Result result, Instant now) {
    // What could not be undone is tried again.
    pinned = result.pinned() || !result.failure().isEmpty();
    if (!result.text().equals(told)) {
      told = result.text();
      log.info("CPU pinning: " + told + ".");
      parts.board().event(now, told);
    }
    if (!result.failure().isEmpty() && !result.failure().equals(failureTold)) {
      failureTold = result.failure();
      log.warning(
          "Some threads could not be pinned ("
              + failureTold
              + "), and run on any CPU of the pod; it is tried again every "
              + INTERVAL.toSeconds()
              + " s.");
    }
  }
}
