package dev.qemupod.supervisor.config;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads how the VM follows its pod; only loaded where one of its variables is set. */
final class ResizeReader {
  private final Settings settings;

  ResizeReader(Settings settings) {
    this.settings = settings;
  }

  ResizeConfig read(PlatformConfig platform, CpuConfig cpu) {
    boolean follow =
        settings.choice(
            VariableCatalog.RESIZE,
            new Choices<Boolean>()
                .with("off", false)
                .with("auto", true)
                .alias("no", false)
                .alias("false", false)
                .alias("0", false)
                .hint("on", "auto")
                .hint("yes", "auto")
                .hint("true", "auto")
                .hint("1", "auto"),
            false);
    OptionalInt cpuMax = vcpus(settings.find(VariableCatalog.CPU_MAX));
    OptionalLong ramMax = settings.memory(VariableCatalog.RAM_MAX);
    if (!follow) {
      warnOfNoEffect(VariableCatalog.CPU_MAX);
      warnOfNoEffect(VariableCatalog.RAM_MAX);
      return ResizeConfig.OFF;
    }
    checkMachine(platform);
    checkProcessors(platform, cpu);
    return new ResizeConfig(true, cpuMax, ramMax);
  }

  private void warnOfNoEffect(Variable variable) {
    if (settings.isSet(variable)) {
      settings
          .problems()
          .warning(
              variable.name(), "has no effect without QEMU_RESIZE=auto; set that, or remove it");
    }
  }

  /** The other machines of x86, such as microvm, can be given neither CPUs nor memory. */
  private void checkMachine(PlatformConfig platform) {
    String machine = platform.machine();
    Optional<Setting> setting = settings.find(VariableCatalog.RESIZE);
    boolean able =
        switch (platform.arch()) {
          case X86_64 -> machine.startsWith("q35") || machine.startsWith("pc");
          case AARCH64 -> machine.startsWith("virt");
        };
    if (!able && setting.isPresent()) {
      setting
          .get()
          .mustBe(
              "off for the machine " + Quoted.of(machine),
              "remove it, or use QEMU_MACHINE="
                  + (platform.arch() == Arch.X86_64 ? "q35" : "virt"));
    }
  }

  private void checkProcessors(PlatformConfig platform, CpuConfig cpu) {
    Optional<Setting> setting = settings.find(VariableCatalog.CPU_MAX);
    if (setting.isEmpty()) {
      return;
    }
    if (platform.arch() == Arch.AARCH64) {
      setting
          .get()
          .mustBe(
              "unset for aarch64, whose machine can not be given CPUs while it runs",
              "remove it; the memory follows the pod all the same");
    } else if (cpu.topology().isPresent()) {
      setting
          .get()
          .mustBe(
              "unset where QEMU_CPU gives a topology, which is fixed",
              "remove it, or the topology from QEMU_CPU");
    }
  }

  private static OptionalInt vcpus(Optional<Setting> setting) {
    if (setting.isEmpty()) {
      return OptionalInt.empty();
    }
    Optional<CpuConfig> parsed = setting.get().take(CpuCountParser.parse(setting.get().text()));
    if (parsed.isPresent() && parsed.get().topology().isPresent()) {
      setting.get().mustBe(CpuCountParser.EXPECTED, "write only the number");
      return OptionalInt.empty();
    }
    return parsed.isPresent() ? parsed.get().count() : OptionalInt.empty();
  }
}
