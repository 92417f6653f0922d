package dev.qemupod.supervisor;

import dev.qemupod.supervisor.lifecycle.IgnitionNotes;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.provision.FirstBoot;
import dev.qemupod.supervisor.provision.GuestIgnition;
import dev.qemupod.supervisor.provision.IgnitionSight;
import java.util.Optional;

/** What is done about the guest's Ignition config once qemu runs. */
final class IgnitionCare {
  private final Preflight preflight;
  private final GuestIgnition ignition;
  private final Optional<FirstBoot> firstBoot;

  private IgnitionCare(Preflight preflight, GuestIgnition ignition) {
    this.preflight = preflight;
    this.ignition = ignition;
    this.firstBoot = FirstBoot.of(ignition, preflight.config(), preflight.disks().plans());
  }

  /** Of the config that the guest is given, if it is given one. */
  static Optional<IgnitionCare> of(Preflight preflight) {
    Optional<GuestIgnition> ignition = preflight.provisioning().ignition();
    return ignition.isPresent()
        ? Optional.of(new IgnitionCare(preflight, ignition.get()))
        : Optional.empty();
  }

  /** What the event loop has to know of it. */
  IgnitionNotes notes() {
    return new IgnitionNotes(
        IgnitionSight.underTcg(preflight.config(), ignition),
        () -> firstBoot.ifPresent(boot -> Thread.ofPlatform().daemon().start(boot::failed)));
  }

  /** Compares it with what the disk was first started with. */
  void remember(Log log) {
    firstBoot.flatMap(FirstBoot::look).ifPresent(changed -> log.warning(changed + "."));
  }
}
