package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.storage.DiskChange;
import dev.qemupod.supervisor.storage.DiskMemory;
import dev.qemupod.supervisor.storage.DiskPlan;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Remembers beside the guest's first disk which Ignition config that was first started with, and
 * tells when it is another one: a guest reads it on its first boot only, and says nothing later.
 */
public final class FirstBoot {
  private static final String SUBJECT = "ignition";

  private final GuestIgnition ignition;
  private final DiskPlan disk;
  private final DiskMemory memory;

  private FirstBoot(GuestIgnition ignition, DiskPlan disk, DiskMemory memory) {
    this.ignition = ignition;
    this.disk = disk;
    this.memory = memory;
  }

  /**
   * That of the guest; empty if it is no single moment, or there is no place to remember it.
   *
   * <p>A kernel that is told of a first boot reads the config each time, and so does a system that
   * runs from a CD. Keys alone are given to guests that may not have Ignition.
   *
   * @param disks the guest's, before anything was done to them
   */
  public static Optional<FirstBoot> of(
      GuestIgnition ignition, VmConfig config, List<DiskPlan> disks) {
    if (!ignition.isUsers()
        || disks.isEmpty()
        || config.boot().cdrom().isPresent()
        || IgnitionSight.isAlwaysFirstBoot(config, ignition)) {
      return Optional.empty();
    }
    DiskPlan disk = disks.getFirst();
    Optional<DiskMemory> memory = DiskMemory.of(disk, SUBJECT);
    return memory.isPresent()
        ? Optional.of(new FirstBoot(ignition, disk, memory.get()))
        : Optional.empty();
  }

  /** Remembers the config of a disk that is new here; the warning if an old one has another. */
  public Optional<Problem> look() {
    String fingerprint = ignition.fingerprint();
    boolean created =
        disk.change() instanceof DiskChange.Create || disk.change() instanceof DiskChange.Overlay;
    Optional<String> before = created ? Optional.empty() : memory.recall();
    if (before.isEmpty()) {
      remember(fingerprint);
      return Optional.empty();
    }
    return before.get().equals(fingerprint)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                ignition.variable(),
                "HAS CHANGED SINCE THE FIRST BOOT of "
                    + disk.config().variable()
                    + " "
                    + disk.config().path()
                    + ". A guest reads its Ignition config on that boot only, so what is new is NOT"
                    + " applied; remove the disk to have it made anew, change the guest by hand, or"
                    + " remove "
                    + memory
                    + " if the guest will read the config again"));
  }

  private void remember(String fingerprint) {
    try {
      memory.keep(fingerprint);
    } catch (IOException readOnly) {
      // Nothing can be told of the next start then; a change is no reason to end this one.
    }
  }

  /** The first boot failed: the guest will read the config again, which may be better by then. */
  public void failed() {
    memory.forget();
  }
}
