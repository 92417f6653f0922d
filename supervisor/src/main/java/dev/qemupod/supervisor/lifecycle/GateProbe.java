package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.lifecycle.VmView.GateView;

/** Looks once whether the guest is ready. */
@FunctionalInterface
interface GateProbe {
  /** The verdict now; may take a second or two, never throws. */
  GateView look();
}
