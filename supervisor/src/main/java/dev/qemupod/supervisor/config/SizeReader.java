package dev.qemupod.supervisor.config;

import java.util.Optional;
import java.util.OptionalInt;

/** Reads how many vCPUs and how much memory are asked for. */
final class SizeReader {
  private static final CpuConfig FROM_LIMIT =
      new CpuConfig(OptionalInt.empty(), Optional.empty(), false);

  private final Settings settings;

  SizeReader(Settings settings) {
    this.settings = settings;
  }

  CpuConfig cpu() {
    CpuConfig size = vcpus();
    return settings.isSet(VariableCatalog.CPU_PIN) ? size.withPin(pin()) : size;
  }

  private boolean pin() {
    return settings.choice(
        VariableCatalog.CPU_PIN,
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
  }

  private CpuConfig vcpus() {
    Optional<Setting> setting = settings.find(VariableCatalog.CPU);
    Optional<Setting> alias = settings.find(VariableCatalog.CPU_ALIAS);
    if (alias.isPresent()) {
      settings
          .problems()
          .warning(
              VariableCatalog.CPU_ALIAS,
              setting.isPresent()
                  ? "is ignored because QEMU_CPU is set too; remove it"
                  : "is read as QEMU_CPU; rename it to QEMU_CPU, which tianon/qemu reads too");
    }
    Optional<Setting> used = setting.isPresent() ? setting : alias;
    if (used.isEmpty()) {
      return FROM_LIMIT;
    }
    return used.get().take(CpuCountParser.parse(used.get().text())).orElse(FROM_LIMIT);
  }

  MemoryConfig memory() {
    return new MemoryConfig(
        settings.memory(VariableCatalog.RAM),
        settings.memory(VariableCatalog.HEADROOM),
        settings.flag(VariableCatalog.RAM_FORCE),
        settings.choice(
            VariableCatalog.MEMORY_GUARD,
            new Choices<MemoryConfig.Guard>()
                .with("balloon", MemoryConfig.Guard.BALLOON)
                .alias("on", MemoryConfig.Guard.BALLOON)
                .with("off", MemoryConfig.Guard.OFF),
            MemoryConfig.Guard.BALLOON));
  }

  /** How the VM follows its pod. */
  ResizeConfig resize(PlatformConfig platform, CpuConfig cpu) {
    boolean asked =
        settings.isSet(VariableCatalog.RESIZE)
            || settings.isSet(VariableCatalog.CPU_MAX)
            || settings.isSet(VariableCatalog.RAM_MAX);
    return asked ? new ResizeReader(settings).read(platform, cpu) : ResizeConfig.OFF;
  }
}
