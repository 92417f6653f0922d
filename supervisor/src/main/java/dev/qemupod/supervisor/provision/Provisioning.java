package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.FwCfgEntry;
import dev.qemupod.supervisor.config.IgnitionTarget;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the guest finds in fw_cfg, read and checked, but not yet on any disk of ours.
 *
 * <p>Whatever comes from a variable is staged in a file, because a string on qemu's command line
 * can be read by everybody in the pod. The Ignition config is staged too when it comes from a file,
 * so that the guest gets exactly the bytes that were checked even if the ConfigMap behind it
 * changes.
 */
public final class Provisioning {
  /** Fedora CoreOS, RHCOS, Container Linux (ignition, internal/providers/qemu/qemu_fwcfg.go). */
  private static final String COREOS_NAME = "opt/com.coreos/config";

  /** Flatcar (its ignition patch 0005-provider-qemu-apply-fw_cfg-patch). */
  private static final String FLATCAR_NAME = "opt/org.flatcar-linux/config";

  private final Problems problems;
  private final Optional<byte[]> ignition;
  private final List<String> ignitionNames;
  private final List<FwCfgEntry> entries;

  private Provisioning(
      Problems problems,
      Optional<byte[]> ignition,
      List<String> ignitionNames,
      List<FwCfgEntry> entries) {
    this.problems = problems;
    this.ignition = ignition;
    this.ignitionNames = ignitionNames;
    this.entries = entries;
  }

  /** Reads and checks everything; writes nothing. */
  public static Provisioning read(ProvisionConfig config) {
    List<Problem> errors = new ArrayList<>();
    List<Problem> warnings = new ArrayList<>();
    Optional<byte[]> ignition = Optional.empty();
    if (config.ignition().isPresent()) {
      ignition = ignition(config.ignition().get(), errors, warnings);
    }
    for (FwCfgEntry entry : config.fwCfg()) {
      checkName(entry, config, errors);
      if (entry.content() instanceof Content.InFile(String variable, Path path)) {
        FwCfgSize.check(variable, entry.name(), path.toFile().length(), warnings);
      }
    }
    return new Provisioning(
        new Problems(errors, warnings), ignition, names(config.ignitionTarget()), config.fwCfg());
  }

  /** What is wrong with it. */
  public Problems problems() {
    return problems;
  }

  /**
   * Puts everything where qemu can read it.
   *
   * @throws IOException if a file can not be written
   */
  public List<FwCfgFile> stage(Stager stager) throws IOException {
    List<FwCfgFile> files = new ArrayList<>();
    if (ignition.isPresent()) {
      Path file = stager.stage("ignition.json", ignition.get());
      for (String name : ignitionNames) {
        files.add(new FwCfgFile(name, file));
      }
    }
    int number = 0;
    for (FwCfgEntry entry : entries) {
      files.add(new FwCfgFile(entry.name(), staged(entry, number++, stager)));
    }
    return files;
  }

  /** qemu refuses to start with two files of one name. */
  private static void checkName(FwCfgEntry entry, ProvisionConfig config, List<Problem> errors) {
    if (config.ignition().isPresent() && names(config.ignitionTarget()).contains(entry.name())) {
      errors.add(
          new Problem(
              "QEMU_FW_CFG",
              "must not name "
                  + entry.name()
                  + ", which "
                  + config.ignition().get().variable()
                  + " is given under: remove one of the two"));
    }
  }

  private static Path staged(FwCfgEntry entry, int number, Stager stager) throws IOException {
    return switch (entry.content()) {
      case Content.InFile(String variable, Path path) -> path;
      case Content.Inline(String variable, String text) ->
          stager.stage("fw_cfg-" + number, text.getBytes(StandardCharsets.UTF_8));
    };
  }

  private static Optional<byte[]> ignition(
      Content content, List<Problem> errors, List<Problem> warnings) {
    try {
      byte[] bytes =
          switch (content) {
            case Content.Inline(String variable, String text) ->
                text.getBytes(StandardCharsets.UTF_8);
            case Content.InFile(String variable, Path path) -> readSome(path);
          };
      Optional<String> objection = IgnitionCheck.objection(bytes);
      if (objection.isPresent()) {
        errors.add(new Problem(content.variable(), objection.get()));
      }
      FwCfgSize.check(content.variable(), "the Ignition config", bytes.length, warnings);
      return Optional.of(bytes);
    } catch (IOException unreadable) {
      errors.add(
          new Problem(
              content.variable(),
              "must name a file that can be read, but reading failed: "
                  + unreadable.getMessage()
                  + "; check the mount and its mode"));
      return Optional.empty();
    }
  }

  /** One byte more than is allowed is enough: the path may by mistake be that of a disk. */
  private static byte[] readSome(Path path) throws IOException {
    try (InputStream content = Files.newInputStream(path)) {
      return content.readNBytes(IgnitionCheck.LARGEST_BYTES + 1);
    }
  }

  private static List<String> names(IgnitionTarget target) {
    return switch (target) {
      case AUTO -> List.of(COREOS_NAME, FLATCAR_NAME);
      case COREOS -> List.of(COREOS_NAME);
      case FLATCAR -> List.of(FLATCAR_NAME);
    };
  }
}
