package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.config.PortForward;
import dev.qemupod.supervisor.config.WatchdogModel;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.machine.Firmware;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.machine.MachineSpec.DirectKernel;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import dev.qemupod.supervisor.machine.NicBackend;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.Headroom;
import dev.qemupod.supervisor.sizing.Maxima;
import dev.qemupod.supervisor.sizing.VmSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The machines whose command lines are kept as golden files, and which are started for real.
 *
 * <p>Every path is below one folder, so that the same machine can be described for the golden file
 * and, with files that exist, for a real qemu.
 */
final class ArgvVariants {
  private final Path root;
  private final Path firmware;

  ArgvVariants(Path root, Path firmware) {
    this.root = root;
    this.firmware = firmware;
  }

  /** Every variant, by the name of its golden file. */
  Map<String, MachineSpec> all() {
    Map<String, MachineSpec> variants = new LinkedHashMap<>();
    variants.put("x86_64-kvm", x86().with(Accelerator.KVM, "host").spec());
    variants.put("x86_64-tcg", x86().spec());
    variants.put("x86_64-one-thread", x86().vcpus(2).oneThread().spec());
    variants.put("x86_64-no-net", x86().without(Device.Nic.class).spec());
    variants.put("x86_64-no-serial", x86().replace(new Device.Console(false)).spec());
    variants.put("x86_64-bare", x86().devices(new Device.Console(false)).spec());
    variants.put("x86_64-uefi", x86().firmware(flash()).add(cdrom()).spec());
    variants.put("x86_64-uefi-cdrom-first", cdromFirstUnderUefi().spec());
    variants.put("x86_64-kernel", x86().kernel("console=ttyS0 quiet a=1,2").spec());
    variants.put("x86_64-cdrom-boot", x86().boot("order=d,menu=on").add(cdrom()).spec());
    variants.put("x86_64-boot", bootable().spec());
    variants.put("x86_64-boot-cdrom", bootable().boot("order=d").spec());
    variants.put("x86_64-all-disks", x86().devices(everyDisk()).spec());
    variants.put("x86_64-overlay", x86().devices(overlay()).spec());
    variants.put("x86_64-ports", x86().replace(forwards()).spec());
    variants.put("x86_64-passt", x86().replace(passt("reconnect-ms=50")).spec());
    variants.put("x86_64-passt-old", x86().replace(passt("")).spec());
    variants.put("x86_64-tap", x86().replace(tap(false, false)).spec());
    variants.put("x86_64-tap-vhost", x86().replace(tap(true, false)).spec());
    variants.put("x86_64-tap-queues", x86().vcpus(4).replace(tap(false, true)).spec());
    variants.put("x86_64-tap-queues-one-cpu", x86().replace(tap(true, true)).spec());
    variants.put("x86_64-tap-of-bridge", x86().replace(bridged()).spec());
    variants.put("x86_64-commas", commas().spec());
    variants.put("x86_64-fw-cfg", x86().fwCfg(13).spec());
    variants.put("x86_64-seed", x86().add(seed()).spec());
    variants.put("x86_64-reboot-exits", x86().rebootExits().spec());
    variants.put("x86_64-topology", x86().vcpus(4).topology("sockets=2,cores=2,threads=1").spec());
    variants.put("x86_64-machine-properties", x86().machine("q35,smm=on,hpet=on").spec());
    variants.put("x86_64-pc", x86().machine("pc").add(cdrom()).spec());
    variants.put("x86_64-watchdog", x86().add(watchdog()).spec());
    variants.put("x86_64-watchdog-board", x86().add(boardWatchdog()).spec());
    variants.put("x86_64-ignition", x86().add(journal()).fwCfg(2).spec());
    variants.put("x86_64-everything", everything().spec());
    variants.put("x86_64-resizable", resizable(x86(), 4).spec());
    variants.put("aarch64-resizable", resizable(arm(), 1).spec());
    variants.put("aarch64-kvm", arm().with(Accelerator.KVM, "host").spec());
    variants.put("aarch64-tcg", arm().spec());
    variants.put("aarch64-uefi", arm().firmware(rom()).add(cdrom()).boot("d").spec());
    variants.put("aarch64-kernel", arm().kernel("console=ttyAMA0").spec());
    variants.put("aarch64-seed", arm().add(seed()).spec());
    variants.put("aarch64-ignition", arm().add(journal()).fwCfg(2).spec());
    variants.put("aarch64-watchdog", arm().add(watchdog()).spec());
    variants.put("aarch64-many-cpus", arm().vcpus(12).spec());
    variants.put("aarch64-no-net-no-serial", quietArm().spec());
    return variants;
  }

  /** The variant of that name. */
  MachineSpec get(String name) {
    return Objects.requireNonNull(all().get(name), name);
  }

  private Sketch x86() {
    return new Sketch(Arch.X86_64, "q35").devices(disk("hda", "hda.qcow2")).add(standard());
  }

  private Sketch bootable() {
    return x86().devices(raw("hda"), raw("hdb"), cdrom(), new Device.Console(true));
  }

  private Sketch arm() {
    return new Sketch(Arch.AARCH64, "virt").devices(disk("hda", "hda.qcow2")).add(standard());
  }

  private Sketch cdromFirstUnderUefi() {
    return x86().firmware(flash()).add(cdrom()).boot("order=d,menu=on");
  }

  private Sketch quietArm() {
    return arm().without(Device.Nic.class).replace(new Device.Console(false));
  }

  private Sketch commas() {
    return new Sketch(Arch.X86_64, "q35")
        .name("vm,1")
        .qmp("qmp,a.sock", "qmp,b.sock")
        .devices(disk("hda", "a,b \"c\" d\\e.qcow2"))
        .add(
            new Device.Nic(
                "vm,1",
                List.of(),
                Optional.of("net=10.9.0.0/24,dhcpstart=10.9.0.9"),
                Optional.empty()))
        .add(new Device.Console(true))
        .fwCfgFile("opt/a,b", "we,ird.ign");
  }

  private static Sketch resizable(Sketch sketch, int vcpus) {
    Maxima most = new Maxima(vcpus, 512L << 20, "");
    return sketch.upTo(most).add(new Device.PluggableMemory(most.pluggable(128L << 20)));
  }

  private Sketch everything() {
    return x86()
        .devices(everyDisk())
        .add(cdrom())
        .add(forwards())
        .add(new Device.Rng(), new Device.Balloon(), new Device.PanicNotifier())
        .add(new Device.Console(true), agent(), journal(), watchdog(), seed())
        .firmware(flash())
        .fwCfg(13);
  }

  private Device.Seed seed() {
    return new Device.Seed(root.resolve("seed.iso"), List.of(new Device.SeedFile("meta-data", 42)));
  }

  private static Device watchdog() {
    return new Device.Watchdog(WatchdogModel.I6300ESB);
  }

  private static Device boardWatchdog() {
    return new Device.Watchdog(WatchdogModel.ITCO);
  }

  private Device[] standard() {
    return new Device[] {
      new Device.Nic("vm-0", List.of(), Optional.empty(), Optional.empty()),
      new Device.Rng(),
      new Device.Balloon(),
      new Device.PanicNotifier(),
      new Device.Console(true),
      agent()
    };
  }

  private Device[] everyDisk() {
    return new Device[] {
      disk("hda", "hda.qcow2"),
      new Device.Disk(
          "hdb",
          root.resolve("hdb.raw"),
          false,
          DiskFormat.RAW,
          false,
          CacheMode.WRITEBACK,
          AioMode.THREADS,
          false,
          Optional.empty()),
      new Device.Disk(
          "hdc",
          root.resolve("hdc.raw"),
          false,
          DiskFormat.RAW,
          true,
          CacheMode.UNSAFE,
          AioMode.THREADS,
          true,
          Optional.empty()),
      new Device.Disk(
          "hdd",
          root.resolve("hdd.qcow2"),
          false,
          DiskFormat.QCOW2,
          false,
          CacheMode.DIRECTSYNC,
          AioMode.NATIVE,
          true,
          Optional.empty())
    };
  }

  private Device.Disk overlay() {
    Device.Backing base = new Device.Backing(root.resolve("base.qcow2"), false, DiskFormat.QCOW2);
    return new Device.Disk(
        "hda",
        root.resolve("overlay.qcow2"),
        false,
        DiskFormat.QCOW2,
        false,
        CacheMode.NONE,
        AioMode.NATIVE,
        true,
        Optional.of(base));
  }

  private Device.Disk disk(String id, String file) {
    return new Device.Disk(
        id,
        root.resolve(file),
        false,
        DiskFormat.QCOW2,
        false,
        CacheMode.NONE,
        AioMode.NATIVE,
        true,
        Optional.empty());
  }

  private Device.Disk raw(String id) {
    return new Device.Disk(
        id,
        root.resolve(id + ".raw"),
        false,
        DiskFormat.RAW,
        false,
        CacheMode.NONE,
        AioMode.NATIVE,
        true,
        Optional.empty());
  }

  private Device.GuestAgent agent() {
    return new Device.GuestAgent(root.resolve("agent.sock"));
  }

  private Device.IgnitionJournal journal() {
    return new Device.IgnitionJournal(root.resolve("journal.sock"));
  }

  private Device.Cdrom cdrom() {
    return new Device.Cdrom(root.resolve("install.iso"), false);
  }

  private Device.Nic forwards() {
    return new Device.Nic(
        "vm-0",
        List.of(
            new PortForward(PortForward.Protocol.TCP, Optional.empty(), 42375, 2375),
            new PortForward(PortForward.Protocol.UDP, Optional.empty(), 42375, 2375),
            new PortForward(PortForward.Protocol.TCP, Optional.of("127.0.0.1"), 48080, 80)),
        Optional.of("ipv6=off"),
        Optional.empty());
  }

  /** Its forwards are passt's business. */
  private Device.Nic passt(String reconnect) {
    return new Device.Nic(
        "vm-0",
        forwards().forwards(),
        Optional.empty(),
        Optional.of(
            new NicBackend.Passt(
                root.resolve("passt.sock"), root.resolve("passt.pid"), reconnect, "", true)));
  }

  private static Device.Nic tap(boolean vhost, boolean multiQueue) {
    return new Device.Nic(
        "vm-0",
        List.of(),
        Optional.empty(),
        Optional.of(new NicBackend.Tap("tap0", vhost, multiQueue, 1500, "")));
  }

  private static Device.Nic bridged() {
    return new Device.Nic(
        "vm-0",
        List.of(),
        Optional.empty(),
        Optional.of(new NicBackend.Tap("qemupod0", false, false, 1450, "52:54:00:f6:0e:a2")));
  }

  private Firmware flash() {
    return new Firmware.Uefi(
        firmware.resolve("OVMF/OVMF_CODE_4M.fd"), root.resolve("variables.fd"));
  }

  private Firmware rom() {
    return new Firmware.UefiRom(firmware.resolve("qemu-efi-aarch64/QEMU_EFI.fd"));
  }

  /** A machine while it is being described. */
  private final class Sketch {
    private final Arch arch;
    private final List<Device> devices = new ArrayList<>();
    private final List<FwCfgFile> fwCfg = new ArrayList<>();
    private String machine;
    private String name = "vm-0";
    private Accelerator accelerator = Accelerator.TCG;
    private String cpuModel = "max";
    private int vcpus = 1;
    private Optional<String> topology = Optional.empty();
    private Optional<Maxima> maxima = Optional.empty();
    private Firmware firmware = new Firmware.Bios();
    private Optional<DirectKernel> kernel = Optional.empty();
    private Optional<String> boot = Optional.empty();
    private boolean oneThread;
    private boolean rebootExits;
    private List<Path> sockets = List.of(root.resolve("qmp.sock"), root.resolve("sample.sock"));

    Sketch(Arch arch, String machine) {
      this.arch = arch;
      this.machine = machine;
    }

    Sketch with(Accelerator chosen, String model) {
      accelerator = chosen;
      cpuModel = model;
      return this;
    }

    Sketch machine(String type) {
      machine = type;
      return this;
    }

    Sketch name(String text) {
      name = text;
      return this;
    }

    Sketch qmp(String first, String second) {
      sockets = List.of(root.resolve(first), root.resolve(second));
      return this;
    }

    Sketch devices(Device... only) {
      devices.clear();
      return add(only);
    }

    Sketch add(Device... more) {
      devices.addAll(List.of(more));
      return this;
    }

    Sketch without(Class<? extends Device> kind) {
      devices.removeIf(kind::isInstance);
      return this;
    }

    Sketch replace(Device device) {
      devices.replaceAll(old -> old.getClass() == device.getClass() ? device : old);
      return this;
    }

    Sketch firmware(Firmware chosen) {
      firmware = chosen;
      return this;
    }

    Sketch boot(String order) {
      boot = Optional.of(order);
      return this;
    }

    Sketch kernel(String append) {
      kernel =
          Optional.of(
              new DirectKernel(
                  root.resolve("vmlinuz"),
                  Optional.of(root.resolve("initrd.img")),
                  Optional.of(append)));
      return this;
    }

    Sketch vcpus(int count) {
      vcpus = count;
      return this;
    }

    Sketch topology(String userTopology) {
      topology = Optional.of(userTopology);
      return this;
    }

    Sketch upTo(Maxima most) {
      maxima = Optional.of(most);
      return this;
    }

    Sketch oneThread() {
      oneThread = true;
      return this;
    }

    Sketch rebootExits() {
      rebootExits = true;
      return this;
    }

    Sketch fwCfg(int count) {
      for (int number = 1; number <= count; number++) {
        fwCfgFile("opt/test/" + number, "config.ign");
      }
      return this;
    }

    Sketch fwCfgFile(String fileName, String file) {
      fwCfg.add(new FwCfgFile(fileName, root.resolve(file), 2));
      return this;
    }

    MachineSpec spec() {
      return new MachineSpec(
          name,
          arch,
          machine,
          accelerator,
          cpuModel,
          size(),
          firmware,
          kernel,
          boot,
          devices,
          fwCfg,
          rebootExits,
          sockets);
    }

    private VmSize size() {
      return new VmSize(
          vcpus,
          topology,
          "",
          128L << 20,
          "",
          OptionalLong.empty(),
          new Headroom(List.of()),
          accelerator == Accelerator.TCG ? 32L << 20 : 0,
          List.of(),
          maxima,
          oneThread);
    }
  }
}
