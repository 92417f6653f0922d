package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.provision.IgnitionSight.UnderTcg;
import java.util.Optional;

/**
 * What goes with the Ignition config that the guest is given.
 *
 * @param underTcg what to say once, should TCG run the guest
 * @param failed told that the guest did not get through its first boot, so that it will read the
 *     config again
 */
public record IgnitionNotes(Optional<UnderTcg> underTcg, Runnable failed) {
  /** Of a guest that is given none. */
  public static IgnitionNotes none() {
    return new IgnitionNotes(Optional.empty(), () -> {});
  }
}
