package dev.qemupod.supervisor;

import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.provision.CloudInitSeed;
import dev.qemupod.supervisor.provision.Stager;
import dev.qemupod.supervisor.storage.GuestInstance;
import java.io.IOException;

/** Makes ready the disk that cloud-init looks for. Not loaded for a guest without one. */
final class SeedPreparation {
  private final CloudInitSeed seed;
  private final String hostname;
  private final GuestInstance instance;

  private SeedPreparation(CloudInitSeed seed, String hostname, GuestInstance instance) {
    this.seed = seed;
    this.hostname = hostname;
    this.instance = instance;
  }

  /** Looks which guest it is for; writes nothing. */
  static SeedPreparation of(Preflight preflight, CloudInitSeed seed) {
    String hostname = preflight.config().platform().hostname();
    return new SeedPreparation(
        seed,
        hostname,
        GuestInstance.inspect(preflight.disks().plans(), hostname, seed.checksum()));
  }

  /** The guest's name, kept beside its disk, which is not made yet. */
  SeedPreparation keepInstance(Log log) {
    try {
      instance.keep();
    } catch (IOException refused) {
      GuestInstance other = GuestInstance.ofHostName(hostname, instance.checksum());
      log.warning(
          "cloud-init's instance-id can not be kept beside the disk ("
              + refused
              + "), so that it is "
              + other.id()
              + ": with another host name the guest would have another first boot. Make the disk's"
              + " folder writable, or give an instance-id in QEMU_CLOUD_INIT_META_DATA.");
      return new SeedPreparation(seed, hostname, other);
    }
    if (instance.checksum() != seed.checksum()) {
      log.warning(
          "What cloud-init is given has changed since this disk's first start, but it reads most of"
              + " it at a first boot only. For another first boot, which keeps the disk's content,"
              + " remove "
              + instance.memory().orElseThrow()
              + ".");
    }
    return this;
  }

  /** The disk. */
  Device.Seed stage(Stager stager) throws IOException {
    return seed.stage(stager, hostname, instance.id());
  }
}
