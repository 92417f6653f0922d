package dev.qemupod.supervisor;

import dev.qemupod.supervisor.argv.Conflicts;
import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.ConfigResult;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.host.CgroupReader;
import dev.qemupod.supervisor.host.KvmProbe;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.host.QemuBinaries;
import dev.qemupod.supervisor.host.QemuBinary;
import dev.qemupod.supervisor.lifecycle.AcceleratorDecision;
import dev.qemupod.supervisor.lifecycle.AcceleratorPolicy;
import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.lifecycle.VmPlanner;
import dev.qemupod.supervisor.machine.FirmwareFiles;
import dev.qemupod.supervisor.machine.MachinePlanner;
import dev.qemupod.supervisor.provision.GuestIgnition;
import dev.qemupod.supervisor.provision.IgnitionSight;
import dev.qemupod.supervisor.provision.Provisioning;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.storage.BootFiles;
import dev.qemupod.supervisor.storage.DiskPreparer;
import dev.qemupod.supervisor.storage.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Everything that can be known before anything is written or started.
 *
 * @param config the user's wishes
 * @param limits what the pod gives
 * @param accelerator what runs the guest at first
 * @param binary qemu
 * @param firmware the files that start the guest
 * @param disks what would be done to each disk
 * @param provisioning what the guest would find in fw_cfg
 * @param warnings to be told
 */
record Preflight(
    VmConfig config,
    PodLimits limits,
    AcceleratorDecision accelerator,
    Path binary,
    FirmwareFiles.Located firmware,
    DiskPreparer.Inspection disks,
    Provisioning provisioning,
    List<Problem> warnings) {
  private static final Path KVM = Path.of("/dev/kvm");

  /** How much time the look at KVM may take. */
  private enum Depth {
    QUICK,
    FULL
  }

  /** What the configuration needs to know of the host. */
  static HostFacts facts() {
    return HostFacts.read(Path.of("/proc"), System.getProperty("os.arch", ""));
  }

  /** As fast as it can be: for a start. */
  static Preflight quick(Map<String, String> environment, List<String> arguments)
      throws EndingException {
    return of(environment, arguments, Depth.QUICK);
  }

  /** With a full probe of KVM: for {@code plan} and {@code check}. */
  static Preflight full(Map<String, String> environment, List<String> arguments)
      throws EndingException {
    return of(environment, arguments, Depth.FULL);
  }

  private static Preflight of(Map<String, String> environment, List<String> arguments, Depth depth)
      throws EndingException {
    ConfigResult result = new EnvReader(facts()).read(environment, arguments);
    if (result.config().isEmpty()) {
      throw invalid(result.problems(), false);
    }
    VmConfig config = result.config().get();
    PodLimits limits = new CgroupReader(Path.of("/")).read();
    Path binary = binary(config, environment);
    AcceleratorDecision accelerator = accelerator(config, depth);
    FirmwareFiles.Located firmware = FirmwareFiles.locate(config);
    DiskPreparer.Inspection disks = new DiskPreparer().inspect(config.disks());
    Provisioning provisioning = Provisioning.read(config.provision());
    Problems problems =
        result
            .problems()
            .and(MachinePlanner.check(config))
            .and(
                new Problems(
                    Conflicts.find(config.extraArguments(), provisioning.ignition().isPresent()),
                    List.of()))
            .and(disks.problems())
            .and(cdrom(config))
            .and(provisioning.problems())
            .and(ignition(config, provisioning, accelerator, depth))
            .and(firmware(firmware))
            .and(network(config))
            .and(sizing(config, limits, disks.tableBytes(), accelerator))
            .writtenAs(result.writtenAs());
    if (!problems.errors().isEmpty()) {
      throw invalid(problems, onlyDenied(disks, problems));
    }
    return new Preflight(
        config, limits, accelerator, binary, firmware, disks, provisioning, problems.warnings());
  }

  private static Problems network(VmConfig config) {
    return config.network().backend().isPresent()
        ? NetworkPreparation.check(config)
        : Problems.none();
  }

  private static Problems cdrom(VmConfig config) {
    return config.boot().cdromImage().isPresent()
        ? BootFiles.checkFetched(config.boot())
        : Problems.none();
  }

  private static Problems sizing(
      VmConfig config, PodLimits limits, long tableBytes, AcceleratorDecision accelerator) {
    try {
      List<Problem> warnings = new ArrayList<>();
      for (String warning :
          VmPlanner.size(config, limits, tableBytes, accelerator.accelerator()).warnings()) {
        warnings.add(new Problem("Size:", warning));
      }
      return new Problems(List.of(), warnings);
    } catch (ConfigException tooSmall) {
      return new Problems(tooSmall.problems(), List.of());
    }
  }

  /** A start tells of TCG when qemu runs, as it may come to that later. */
  private static Problems ignition(
      VmConfig config, Provisioning provisioning, AcceleratorDecision accelerator, Depth depth) {
    if (provisioning.ignition().isEmpty()) {
      return Problems.none();
    }
    GuestIgnition ignition = provisioning.ignition().get();
    List<Problem> warnings = new ArrayList<>(IgnitionSight.warnings(config, ignition));
    if (depth == Depth.FULL && accelerator.accelerator() == Accelerator.TCG) {
      IgnitionSight.underTcg(config, ignition)
          .filter(IgnitionSight.UnderTcg::likely)
          .ifPresent(note -> warnings.add(note.advice()));
    }
    return new Problems(List.of(), warnings);
  }

  private static Problems firmware(FirmwareFiles.Located firmware) {
    return firmware instanceof FirmwareFiles.Located.Missing(Problem problem)
        ? new Problems(List.of(problem), List.of())
        : Problems.none();
  }

  private static Path binary(VmConfig config, Map<String, String> environment)
      throws EndingException {
    return switch (QemuBinaries.find(config.platform().binary(), environment.get("PATH"))) {
      case QemuBinary.Found(Path path) -> path;
      case QemuBinary.Missing(String message) ->
          throw ending(ExitCode.UNAVAILABLE, "QemuMissing", message + ".");
      case QemuBinary.NotExecutable(String message) ->
          throw ending(ExitCode.PERMISSION, "QemuNotExecutable", message + ".");
    };
  }

  private static AcceleratorDecision accelerator(VmConfig config, Depth depth)
      throws EndingException {
    KvmProbe probe = new KvmProbe(Path.of("/"), System.getProperty("os.arch", ""));
    Arch guest = config.platform().arch();
    return AcceleratorPolicy.decide(
        config.platform().accelerator(),
        () ->
            switch (depth) {
              case QUICK -> probe.quickLook(KVM, guest);
              case FULL -> probe.fullProbe(KVM, guest);
            });
  }

  /** Whether nothing but the permission to use the disks is missing: another exit code. */
  private static boolean onlyDenied(DiskPreparer.Inspection disks, Problems problems) {
    return disks.kind() == StorageException.Kind.PERMISSION
        && disks.problems().errors().size() == problems.errors().size();
  }

  /** With the warnings: a misspelt name may well be why something is missing. */
  private static EndingException invalid(Problems problems, boolean onlyDenied) {
    int count = problems.errors().size();
    StringBuilder text = new StringBuilder("The configuration has ");
    text.append(count).append(count == 1 ? " problem:" : " problems:");
    for (Problem problem : problems.errors()) {
      text.append(' ').append(problem).append('.');
    }
    Ending ending =
        onlyDenied
            ? Ending.beforeQemu(ExitCode.PERMISSION, "Storage", text.toString())
            : Ending.beforeQemu(ExitCode.CONFIG, "Configuration", text.toString());
    return new EndingException(ending, problems);
  }

  private static EndingException ending(ExitCode code, String reason, String message) {
    return new EndingException(Ending.beforeQemu(code, reason, message));
  }
}
