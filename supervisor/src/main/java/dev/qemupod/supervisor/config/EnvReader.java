package dev.qemupod.supervisor.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the environment and the container's arguments into a {@link VmConfig}, or into everything
 * that is wrong with them.
 *
 * <p>It looks at files that are named, and writes nothing.
 */
public final class EnvReader {
  /** By which an environment of qemus/qemu is known; here, so that no start without loads more. */
  static final String[] OTHERS = {
    "BOOT",
    "BOOT_MODE",
    "RAM_SIZE",
    "CPU_CORES",
    "DISK_SIZE",
    "DISK2_SIZE",
    "DISK_FMT",
    "USER_PORTS",
    "HOST_PORTS",
    "ARGUMENTS"
  };

  private final HostFacts facts;

  /** A reader for the container these facts are of. */
  public EnvReader(HostFacts facts) {
    this.facts = facts;
  }

  /**
   * Reads everything.
   *
   * @param containerArguments arguments for qemu that came after the image's name
   */
  public ConfigResult read(Map<String, String> environment, List<String> containerArguments) {
    if (!Settings.isTranslated(environment)) {
      return read(environment, containerArguments, Map.of());
    }
    Translation translation = Compatibility.translate(environment);
    return read(translation.environment(), containerArguments, translation.writtenAs())
        .after(translation.problems());
  }

  private ConfigResult read(
      Map<String, String> environment,
      List<String> containerArguments,
      Map<String, String> writtenAs) {
    ProblemCollector collector = new ProblemCollector();
    Settings settings = new Settings(environment, collector);
    VmConfig config = config(settings, containerArguments);
    new OtherNames(settings).check(environment);
    Problems problems = collector.problems().writtenAs(writtenAs);
    return new ConfigResult(
        problems.errors().isEmpty() ? Optional.of(config) : Optional.empty(), problems, writtenAs);
  }

  private VmConfig config(Settings settings, List<String> containerArguments) {
    PlatformConfig platform = new PlatformReader(settings, facts).read();
    SizeReader sizes = new SizeReader(settings);
    CpuConfig cpu = sizes.cpu();
    MemoryConfig memory = sizes.memory();
    ResizeConfig resize = sizes.resize(platform, cpu);
    List<DiskConfig> disks = new DiskReader(settings).read();
    BootConfig boot = new BootReader(settings).read(disks);
    NetworkConfig network = new NetworkReader(settings, facts).read();
    ProvisionConfig provision = new ProvisionReader(settings).read();
    LifecycleConfig lifecycle =
        new LifecycleReader(settings).read(network, platform.serialConsole());
    ServiceConfig service = new ServiceReader(settings, facts).read(network);
    Optional<FetchConfig> fetch = fetch(settings, disks, boot);
    List<String> extra = extraArguments(settings, containerArguments);
    if (extra.isEmpty()) {
      warnAboutNothingToBoot(settings);
    }
    return new VmConfig(
        platform, cpu, memory, resize, disks, boot, network, provision, lifecycle, service, fetch,
        extra);
  }

  /** What is only of use for a URL is read only if there is one. */
  private static Optional<FetchConfig> fetch(
      Settings settings, List<DiskConfig> disks, BootConfig boot) {
    boolean remote = boot.cdromImage().isPresent();
    for (DiskConfig disk : disks) {
      remote |= disk.image().isPresent();
    }
    return remote ? Optional.of(new DownloadReader(settings).config()) : Optional.empty();
  }

  private static List<String> extraArguments(Settings settings, List<String> containerArguments) {
    ArrayList<String> all = new ArrayList<>();
    Optional<Setting> setting = settings.find(VariableCatalog.EXTRA_ARGS);
    if (setting.isPresent()) {
      // As it was given: white space at its end may be quoted by a backslash.
      String text = settings.raw(VariableCatalog.EXTRA_ARGS.name());
      all.addAll(setting.get().take(ShellWords.split(text)).orElse(List.of()));
    }
    all.addAll(containerArguments);
    return all;
  }

  private static void warnAboutNothingToBoot(Settings settings) {
    boolean bootable =
        settings.isSet(VariableCatalog.CDROM) || settings.isSet(VariableCatalog.KERNEL);
    for (DiskVariables disk : VariableCatalog.DISKS) {
      bootable |= settings.isSet(disk.path());
    }
    if (!bootable) {
      settings
          .problems()
          .warning(
              VariableCatalog.DISKS.get(0).path().name(),
              "is not set, and neither is another disk, QEMU_CDROM or QEMU_KERNEL: the guest has"
                  + " nothing to boot; set one of them");
      for (String name : OTHERS) {
        if (!settings.raw(name).isEmpty()) {
          QemusNames.hint(settings);
          return;
        }
      }
    }
  }
}
