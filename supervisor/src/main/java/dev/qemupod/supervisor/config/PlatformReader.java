package dev.qemupod.supervisor.config;

import java.util.Optional;

/** Reads which machine to emulate. */
final class PlatformReader {
  private final Settings settings;
  private final HostFacts facts;

  PlatformReader(Settings settings, HostFacts facts) {
    this.settings = settings;
    this.facts = facts;
  }

  PlatformConfig read() {
    Arch arch =
        settings.choice(
            VariableCatalog.ARCH,
            new Choices<Arch>()
                .with("x86_64", Arch.X86_64)
                .with("aarch64", Arch.AARCH64)
                .hint("amd64", "x86_64")
                .hint("arm64", "aarch64"),
            facts.arch());
    AcceleratorChoice accelerator = accelerator(arch);
    String machine = machine(arch);
    return new PlatformConfig(
        arch,
        settings.text(VariableCatalog.BIN).orElse("qemu-system-" + arch.qemuName()),
        accelerator,
        machine,
        firmware(arch),
        cpuModel(arch, accelerator),
        !settings.flag(VariableCatalog.NO_SERIAL),
        watchdog(machine),
        hostname());
  }

  private AcceleratorChoice accelerator(Arch arch) {
    AcceleratorChoice choice =
        settings.choice(
            VariableCatalog.ACCEL,
            new Choices<AcceleratorChoice>()
                .with("auto", AcceleratorChoice.AUTO)
                .with("kvm", AcceleratorChoice.KVM)
                .with("tcg", AcceleratorChoice.TCG),
            AcceleratorChoice.AUTO);
    Optional<Setting> setting = settings.find(VariableCatalog.ACCEL);
    if (choice == AcceleratorChoice.KVM && arch != facts.arch() && setting.isPresent()) {
      setting
          .get()
          .mustBe(
              "auto or tcg for a guest of another architecture ("
                  + arch.qemuName()
                  + " on "
                  + facts.arch().qemuName()
                  + ")",
              "remove it, or QEMU_ARCH");
    }
    return choice;
  }

  private String machine(Arch arch) {
    Optional<Setting> setting = settings.find(VariableCatalog.MACHINE);
    if (setting.isEmpty()) {
      return arch.defaultMachine();
    }
    String machine = setting.get().text();
    if (!isOneWord(machine)) {
      setting.get().mustBe("a machine type such as q35 or virt", "remove the white space");
    } else if (machine.contains("accel=")) {
      setting.get().mustBe("a machine type without accel=", "use QEMU_ACCEL for that");
    }
    return machine;
  }

  private FirmwareChoice firmware(Arch arch) {
    FirmwareChoice fallback = arch == Arch.X86_64 ? FirmwareChoice.BIOS : FirmwareChoice.UEFI;
    FirmwareChoice choice =
        settings.choice(
            VariableCatalog.FIRMWARE,
            new Choices<FirmwareChoice>()
                .with("bios", FirmwareChoice.BIOS)
                .with("uefi", FirmwareChoice.UEFI)
                .hint("seabios", "bios")
                .hint("ovmf", "uefi"),
            fallback);
    Optional<Setting> setting = settings.find(VariableCatalog.FIRMWARE);
    if (choice == FirmwareChoice.BIOS && arch == Arch.AARCH64 && setting.isPresent()) {
      setting.get().mustBe("uefi for an aarch64 guest", "remove it, or write uefi");
    }
    return choice;
  }

  private Optional<String> cpuModel(Arch arch, AcceleratorChoice accelerator) {
    Optional<Setting> setting = settings.find(VariableCatalog.CPU_MODEL);
    if (setting.isEmpty()) {
      return Optional.empty();
    }
    String model = setting.get().text();
    boolean host = model.equals("host") || model.startsWith("host,");
    if (!isOneWord(model)) {
      setting.get().mustBe("a CPU model such as max or EPYC,+x2apic", "remove the white space");
    } else if (host && accelerator == AcceleratorChoice.TCG) {
      setting.get().mustBe("a model other than host when QEMU_ACCEL is tcg", "write max");
    } else if (host && arch != facts.arch()) {
      setting
          .get()
          .mustBe("a model other than host for a guest of another architecture", "write max");
    }
    return Optional.of(model);
  }

  /** {@code on} is for people who do not know a name: the one that fits every machine. */
  private Optional<WatchdogModel> watchdog(String machine) {
    Optional<WatchdogModel> none = Optional.empty();
    Optional<WatchdogModel> pci = Optional.of(WatchdogModel.I6300ESB);
    Optional<WatchdogModel> board = Optional.of(WatchdogModel.ITCO);
    Optional<WatchdogModel> choice =
        settings.choice(
            VariableCatalog.WATCHDOG,
            new Choices<Optional<WatchdogModel>>()
                .with("off", none)
                .with("on", pci)
                .with("i6300esb", pci)
                .with("itco", board)
                .alias("no", none)
                .alias("false", none)
                .alias("0", none)
                .alias("yes", pci)
                .alias("true", pci)
                .alias("1", pci)
                .hint("tco", "itco")
                .hint("itco_wdt", "itco")
                .hint("board", "itco"),
            none);
    Optional<Setting> setting = settings.find(VariableCatalog.WATCHDOG);
    if (choice.equals(board) && !isQ35(machine) && setting.isPresent()) {
      setting
          .get()
          .mustBe(
              "off, on or i6300esb for the machine "
                  + machine
                  + ", which has no watchdog of its own",
              "write i6300esb");
    }
    return choice;
  }

  /** With its properties, and in its versions. */
  private static boolean isQ35(String machine) {
    return machine.equals("q35") || machine.startsWith("q35,") || machine.startsWith("pc-q35");
  }

  private String hostname() {
    Optional<Setting> setting = settings.find(VariableCatalog.HOSTNAME);
    if (setting.isEmpty()) {
      return facts.hostname();
    }
    if (!HostName.isValid(setting.get().text())) {
      setting
          .get()
          .mustBe(
              "a host name of at most 64 letters, digits, dots and hyphens",
              "use a name such as vm-1");
    }
    return setting.get().text();
  }

  private static boolean isOneWord(String text) {
    for (int index = 0; index < text.length(); index++) {
      if (Character.isWhitespace(text.charAt(index))) {
        return false;
      }
    }
    return true;
  }
}
