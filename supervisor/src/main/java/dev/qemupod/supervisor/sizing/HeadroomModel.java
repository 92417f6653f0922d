package dev.qemupod.supervisor.sizing;

import static dev.qemupod.supervisor.sizing.SizingConstants.MIB;

import dev.qemupod.supervisor.sizing.Headroom.Part;
import dev.qemupod.supervisor.sizing.SizingRequest.DeviceLoad;
import java.util.ArrayList;
import java.util.List;

/**
 * The headroom as a function of the limit and of guest RAM.
 *
 * <p>All parts but one are fixed for a limit; page tables grow with guest RAM. The guest's share is
 * therefore solved for exactly, so that {@code QEMU_RAM} set to the computed value is accepted and
 * one step more is not. A larger limit never gives a smaller guest: with every MiB of limit the
 * headroom grows by at most 0.09 MiB, because the budget of the translation cache is not rounded.
 *
 * @param accelerator only TCG has a translation cache
 * @param devices what qemu holds beside RAM
 * @param vcpus at least 1
 */
record HeadroomModel(Accelerator accelerator, DeviceLoad devices, int vcpus) {
  /** qemu's {@code tb-size} for the limit, whole MiB; 0 with KVM. */
  long translationCache(long limit) {
    return translationBudget(limit) / MIB * MIB;
  }

  /** The bound without a limit; 0 with KVM. */
  long unlimitedTranslationCache() {
    return switch (accelerator) {
      case KVM -> 0;
      case TCG -> SizingConstants.UNLIMITED_TRANSLATION_CACHE;
    };
  }

  /** Every part, for a guest of that size. */
  Headroom headroom(long limit, long ram) {
    return headroom(limit, ram, translationBudget(limit));
  }

  /** What a guest of that size is expected to need beside its RAM where nothing limits it. */
  Headroom unlimitedHeadroom(long ram) {
    return headroom(0, ram, unlimitedTranslationCache());
  }

  /** The largest guest that fits, a multiple of 2 MiB; 0 if none does. */
  long largestGuest(long limit) {
    long rest = limit - headroom(limit, 0).total();
    if (rest <= 0) {
      return 0;
    }
    // rest = ram + ram * perGib / 1024, without overflow for limits up to 2^62.
    long share = 1024L + mibPerGib();
    long ram = rest / share * 1024 + rest % share * 1024 / share;
    return ram / SizingConstants.RAM_STEP * SizingConstants.RAM_STEP;
  }

  private Headroom headroom(long limit, long ram, long cache) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("qemu", SizingConstants.QEMU, "its own memory with 1 vCPU and no device"));
    parts.add(new Part("files", SizingConstants.FILES, "binaries and libraries in constant use"));
    addBoot(parts);
    parts.add(new Part("vCPUs", vcpus * SizingConstants.VCPU, vcpus + " x 1 MiB"));
    parts.add(
        new Part(
            "page tables",
            ram / 1024 * mibPerGib(),
            mibPerGib() + " MiB for each GiB of guest RAM"));
    addDevices(parts);
    addTranslation(parts, cache);
    parts.add(new Part("supervisor", SizingConstants.SUPERVISOR, "the JVM that is PID 1"));
    long slack = Math.max(SizingConstants.SMALLEST_SLACK, limit / SizingConstants.SLACK_PART);
    parts.add(
        new Part(
            "slack",
            slack,
            "for I/O at the edge of the limit: 0.5 % of it, at least "
                + MemoryText.mib(SizingConstants.SMALLEST_SLACK)));
    return new Headroom(parts);
  }

  private void addBoot(List<Part> parts) {
    if (devices.kernelBytes() > 0) {
      parts.add(
          new Part("kernel and initrd", devices.kernelBytes(), "qemu's copy, kept while it runs"));
    }
    if (devices.uefi()) {
      parts.add(new Part("UEFI", SizingConstants.UEFI, "firmware and its variables"));
    }
  }

  private void addDevices(List<Part> parts) {
    int threaded = devices.threadedDisks();
    int direct = devices.disks() - threaded;
    if (devices.disks() > 0) {
      parts.add(
          new Part(
              "disks",
              direct * SizingConstants.DISK + threaded * SizingConstants.THREADED_DISK,
              direct + " x 2 MiB" + (threaded > 0 ? " + " + threaded + " x 4 MiB" : "")));
    }
    if (devices.tableBytes() > 0) {
      parts.add(
          new Part(
              "image tables",
              devices.tableBytes(),
              "1 MiB for each 8 GiB of a qcow2 image, at most 32"));
    }
    if (devices.nics() > 0) {
      parts.add(
          new Part("network", devices.nics() * SizingConstants.NIC, devices.nics() + " x 1 MiB"));
    }
    if (devices.passt()) {
      parts.add(new Part("passt", SizingConstants.PASST, "the process that carries the packets"));
    }
  }

  private void addTranslation(List<Part> parts, long cache) {
    switch (accelerator) {
      case KVM -> {}
      case TCG ->
          parts.add(
              new Part(
                  "translated code",
                  translatedCode(cache) + SizingConstants.TRANSLATION_TABLES,
                  "TCG: 1.2 x " + MemoryText.mib(cache) + " + 4 MiB"));
    }
  }

  /** What a translation cache of this bound takes when it is full: 1.2 of it, rounded up. */
  static long translatedCode(long cache) {
    return (cache * 6 + 4) / 5;
  }

  /**
   * A 16th of a small limit, and a 32nd of a large one, within bounds; deliberately not rounded.
   */
  private long translationBudget(long limit) {
    return switch (accelerator) {
      case KVM -> 0;
      case TCG ->
          Math.clamp(
              limit / SizingConstants.LARGE_TRANSLATION_CACHE_PART,
              Math.clamp(
                  limit / SizingConstants.TRANSLATION_CACHE_PART,
                  SizingConstants.SMALLEST_TRANSLATION_CACHE,
                  SizingConstants.MODEST_TRANSLATION_CACHE),
              SizingConstants.LARGEST_TRANSLATION_CACHE);
    };
  }

  private int mibPerGib() {
    return switch (accelerator) {
      case KVM -> SizingConstants.KVM_MIB_PER_GIB;
      case TCG -> SizingConstants.TCG_MIB_PER_GIB;
    };
  }
}
