package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.machine.MachineSpec;
import java.nio.file.Path;

/** Writes the options of the devices. */
final class DeviceOptions implements Device.Visitor {
  /** More workers than a disk's queue uses only cost memory and the pod's pids limit. */
  private static final String IOTHREAD_LIMIT = ",thread-pool-max=8";

  /** The port's name in the guest. */
  static final String AGENT_CHANNEL = "org.qemu.guest_agent.0";

  private final Arch arch;
  private final int mostVcpus;
  private final BootOrder bootOrder;
  private final Words words;

  DeviceOptions(MachineSpec spec, Words words) {
    this.arch = spec.arch();
    this.mostVcpus = spec.size().mostVcpus();
    this.bootOrder = BootOrder.of(spec);
    this.words = words;
  }

  /** A thread a disk: a slow volume does not hold up the others. */
  @Override
  public void disk(Device.Disk disk) {
    String iothread = "io-" + disk.id();
    words.add("-object", "iothread,id=" + iothread + IOTHREAD_LIMIT);
    words.add("-blockdev", BlockOptions.disk(disk));
    JsonOption option =
        new JsonOption()
            .put("driver", "virtio-blk-pci")
            .put("id", disk.id())
            .put("drive", disk.id())
            // Gives the guest a name that stays: /dev/disk/by-id/virtio-hda.
            .put("serial", disk.id())
            .put("iothread", iothread)
            .put("write-cache", disk.cache().writeback() ? "on" : "off");
    words.add("-device", withBootIndex(option, disk));
  }

  /** On virtio-scsi: SeaBIOS, UEFI and cloud kernels have it, and cloud kernels lack AHCI. */
  @Override
  public void cdrom(Device.Cdrom cdrom) {
    words.add("-object", "iothread,id=io-cdrom" + IOTHREAD_LIMIT);
    words.add("-blockdev", BlockOptions.cdrom(cdrom));
    words.add(
        "-device",
        new JsonOption()
            .put("driver", "virtio-scsi-pci")
            .put("id", "scsi0")
            .put("iothread", "io-cdrom"));
    JsonOption option =
        new JsonOption()
            .put("driver", "scsi-cd")
            .put("id", "cdrom")
            .put("drive", "cdrom")
            .put("bus", "scsi0.0");
    words.add("-device", withBootIndex(option, cdrom));
  }

  /** Without its option ROM, which would only try to boot from the network. */
  @Override
  public void nic(Device.Nic nic) {
    words.add("-netdev", NetworkOptions.of(nic, mostVcpus));
    JsonOption option =
        new JsonOption()
            .put("driver", "virtio-net-pci")
            .put("id", "nic0")
            .put("netdev", NetworkOptions.ID)
            .put("romfile", "");
    if (nic.backend().isPresent()) {
      OtherNetworks.tell(option, nic.backend().get());
    }
    words.add("-device", withBootIndex(option, nic));
  }

  @Override
  public void rng(Device.Rng rng) {
    words.add("-object", "rng-random,id=entropy0,filename=/dev/urandom");
    words.add(
        "-device",
        new JsonOption().put("driver", "virtio-rng-pci").put("id", "rng0").put("rng", "entropy0"));
  }

  @Override
  public void balloon(Device.Balloon balloon) {
    words.add(
        "-device",
        new JsonOption()
            .put("driver", "virtio-balloon-pci")
            .put("id", "balloon0")
            .put("free-page-reporting", true));
  }

  /** The ISA device is known to more guests; the virt machine has no ISA bus. */
  @Override
  public void panicNotifier(Device.PanicNotifier notifier) {
    String driver =
        switch (arch) {
          case X86_64 -> "pvpanic";
          case AARCH64 -> "pvpanic-pci";
        };
    words.add("-device", new JsonOption().put("driver", driver).put("id", "pvpanic0"));
  }

  /** Control characters typed by the user belong to the guest: {@code signal=off}. */
  @Override
  public void console(Device.Console console) {
    if (console.relayed()) {
      words.add("-chardev", "stdio,id=console,signal=off");
      words.add("-serial", "chardev:console");
    } else {
      words.add("-serial", "null");
    }
  }

  /**
   * The name is the one guest agents look for ({@code qemu-ga}, its {@code --path}).
   *
   * <p>Three ports, of which the first is reserved for a console and the last is Ignition's: with
   * qemu's 31 the bus takes 0.7 MiB instead of 0.3.
   */
  @Override
  public void guestAgent(Device.GuestAgent agent) {
    channel(Device.GuestAgent.ID, agent.socket());
    words.add(
        "-device",
        new JsonOption()
            .put("driver", "virtio-serial-pci")
            .put("id", "channels0")
            .put("max_ports", 3));
    port(Device.GuestAgent.ID, AGENT_CHANNEL);
  }

  /** Behind the agent's port, so that no device has another address for it. */
  @Override
  public void ignitionJournal(Device.IgnitionJournal device) {
    channel(Device.IgnitionJournal.ID, device.socket());
    port(Device.IgnitionJournal.ID, Device.IgnitionJournal.CHANNEL);
  }

  private void channel(String id, Path socket) {
    String path = Words.value(socket.toString());
    words.add("-chardev", "socket,id=" + id + ",path=" + path + ",server=on,wait=off");
  }

  private void port(String id, String name) {
    words.add(
        "-device",
        new JsonOption()
            .put("driver", "virtserialport")
            .put("id", id)
            .put("bus", "channels0.0")
            .put("chardev", id)
            .put("name", name));
  }

  /**
   * A device on PCI, which both machines have; or the strap that lets q35's own timer act, whose
   * default changed with qemu 8.0 (hw/isa/lpc_ich9.c) and with the version of the machine.
   */
  @Override
  public void watchdog(Device.Watchdog watchdog) {
    switch (watchdog.model()) {
      case I6300ESB ->
          words.add("-device", new JsonOption().put("driver", "i6300esb").put("id", "watchdog0"));
      case ITCO -> words.add("-global", "ICH9-LPC.noreboot=off");
    }
  }

  /** Not reserved: memory that may never be plugged counts against no limit of the host. */
  @Override
  public void pluggableMemory(Device.PluggableMemory memory) {
    String backend = Device.PluggableMemory.ID + "-backend";
    words.add(
        "-object", "memory-backend-ram,id=" + backend + ",size=" + memory.bytes() + ",reserve=off");
    words.add(
        "-device",
        new JsonOption()
            .put("driver", "virtio-mem-pci")
            .put("id", Device.PluggableMemory.ID)
            .put("memdev", backend)
            .put("requested-size", 0));
  }

  /** Without a boot index: there is nothing in it to boot. */
  @Override
  public void seed(Device.Seed seed) {
    String iothread = "io-" + Device.Seed.ID;
    words.add("-object", "iothread,id=" + iothread + IOTHREAD_LIMIT);
    words.add("-blockdev", BlockOptions.seed(seed));
    words.add(
        "-device",
        new JsonOption()
            .put("driver", "virtio-blk-pci")
            .put("id", Device.Seed.ID)
            .put("drive", Device.Seed.ID)
            .put("serial", Device.Seed.ID)
            .put("iothread", iothread));
  }

  private JsonOption withBootIndex(JsonOption option, Device device) {
    int index = bootOrder.index(device);
    return index < 0 ? option : option.put("bootindex", index);
  }
}
