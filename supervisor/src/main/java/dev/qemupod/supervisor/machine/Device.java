package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.config.WatchdogModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A device of the machine. */
public sealed interface Device {
  /** Calls the visitor's method for this kind of device. */
  void accept(Visitor visitor);

  /**
   * One method a kind of device.
   *
   * <p>Not a pattern switch: the first one in a program takes some 6 ms to link its method handles,
   * and this is on the way to qemu's start.
   */
  interface Visitor {
    void disk(Disk disk);

    void cdrom(Cdrom cdrom);

    void nic(Nic nic);

    void balloon(Balloon balloon);

    void rng(Rng rng);

    void panicNotifier(PanicNotifier notifier);

    void console(Console console);

    void guestAgent(GuestAgent agent);

    void ignitionJournal(IgnitionJournal journal);

    void watchdog(Watchdog watchdog);

    void pluggableMemory(PluggableMemory memory);

    void seed(Seed seed);
  }

  /**
   * A virtio disk on an iothread.
   *
   * @param id {@code hda} to {@code hdd}
   * @param path the image or block device
   * @param blockDevice whether the path is a block device ({@code host_device} driver)
   * @param backing the base image of an overlay
   */
  record Disk(
      String id,
      Path path,
      boolean blockDevice,
      DiskFormat format,
      boolean readOnly,
      CacheMode cache,
      AioMode aio,
      boolean discard,
      Optional<Backing> backing)
      implements Device {
    @Override
    public void accept(Visitor visitor) {
      visitor.disk(this);
    }
  }

  /**
   * The base image below an overlay, opened read-only.
   *
   * <p>It is named to qemu rather than left to the overlay's header, so that neither its format nor
   * its path is ever taken from a file.
   *
   * @param blockDevice whether the path is a block device
   */
  record Backing(Path path, boolean blockDevice, DiskFormat format) {}

  /**
   * A read-only CD-ROM drive with an ISO image in it.
   *
   * @param blockDevice whether the image is a block device
   */
  record Cdrom(Path image, boolean blockDevice) implements Device {
    @Override
    public void accept(Visitor visitor) {
      visitor.cdrom(this);
    }
  }

  /**
   * A virtio NIC.
   *
   * @param userExtra raw text for {@code -netdev user}
   * @param backend what carries its packets; empty: qemu's own user network
   */
  record Nic(
      String hostname,
      List<PortForward> forwards,
      Optional<String> userExtra,
      Optional<NicBackend> backend)
      implements Device {
    public Nic {
      forwards = List.copyOf(forwards);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.nic(this);
    }
  }

  /** A balloon that reports free pages and guest memory statistics. */
  record Balloon() implements Device {
    @Override
    public void accept(Visitor visitor) {
      visitor.balloon(this);
    }
  }

  /** An entropy source: without one a guest's sshd waits for the kernel's random pool. */
  record Rng() implements Device {
    @Override
    public void accept(Visitor visitor) {
      visitor.rng(this);
    }
  }

  /** Tells qemu of a guest panic. */
  record PanicNotifier() implements Device {
    @Override
    public void accept(Visitor visitor) {
      visitor.panicNotifier(this);
    }
  }

  /**
   * The first serial port.
   *
   * @param relayed true: to qemu's stdio, which the supervisor relays; false: to nowhere
   */
  record Console(boolean relayed) implements Device {
    @Override
    public void accept(Visitor visitor) {
      visitor.console(this);
    }
  }

  /**
   * The channel a guest agent in the VM answers on.
   *
   * @param socket where qemu listens for the supervisor
   */
  record GuestAgent(Path socket) implements Device {
    /** The id of the port and of the character device behind it, in events and commands. */
    public static final String ID = "agent0";

    @Override
    public void accept(Visitor visitor) {
      visitor.guestAgent(this);
    }
  }

  /**
   * The channel on which the initramfs of Fedora CoreOS tells that it failed, Ignition mostly: it
   * writes its journal there, and nothing if all went well (fedora-coreos-config, {@code
   * ignition-virtio-dump-journal.sh}). It is a port of the guest agent's bus, behind that.
   *
   * @param socket where qemu listens for the supervisor
   */
  record IgnitionJournal(Path socket) implements Device {
    /** The id of the port and of the character device behind it, in events and commands. */
    public static final String ID = "journal0";

    /** The port's name in the guest. */
    public static final String CHANNEL = "com.coreos.ignition.journal";

    @Override
    public void accept(Visitor visitor) {
      visitor.ignitionJournal(this);
    }
  }

  /**
   * Stops the VM when the guest has opened it and feeds it no longer.
   *
   * @param model the board's own needs no device, only to be let act
   */
  record Watchdog(WatchdogModel model) implements Device {
    @Override
    public void accept(Visitor visitor) {
      visitor.watchdog(this);
    }
  }

  /**
   * Memory the guest can be given, and asked to give back, while it runs.
   *
   * @param bytes the most of it; none at the start
   */
  record PluggableMemory(long bytes) implements Device {
    /** The device's id. */
    public static final String ID = "memory1";

    @Override
    public void accept(Visitor visitor) {
      visitor.pluggableMemory(this);
    }
  }

  /**
   * The read-only disk that cloud-init finds by its file system's label.
   *
   * <p>On virtio-blk, like every disk here: what a guest boots from is what it surely has a driver
   * for when it looks, which is early.
   *
   * @param image an ISO 9660 image
   * @param files what is in it
   */
  record Seed(Path image, List<SeedFile> files) implements Device {
    /** The device's id and its serial number in the guest. */
    public static final String ID = "cidata";

    public Seed {
      files = List.copyOf(files);
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.seed(this);
    }
  }

  /**
   * A file of the seed, without its content, which may be secret.
   *
   * @param bytes its size
   */
  record SeedFile(String name, long bytes) {}
}
