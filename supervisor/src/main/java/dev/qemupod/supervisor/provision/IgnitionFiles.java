package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.IgnitionTarget;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The Ignition config, under the names that guests look for. */
final class IgnitionFiles {
  /** Fedora CoreOS, RHCOS, Container Linux (ignition, internal/providers/qemu/qemu_fwcfg.go). */
  private static final String COREOS_NAME = "opt/com.coreos/config";

  /** Flatcar (its ignition patch 0005-provider-qemu-apply-fw_cfg-patch). */
  private static final String FLATCAR_NAME = "opt/org.flatcar-linux/config";

  private final List<String> names;
  private final Optional<byte[]> config;

  private IgnitionFiles(List<String> names, Optional<byte[]> config) {
    this.names = names;
    this.config = config;
  }

  /** Reads and checks the config; without one there are no files. */
  static IgnitionFiles read(ProvisionConfig config, List<Problem> errors, List<Problem> warnings) {
    Optional<Content> content = config.ignition();
    if (content.isEmpty()) {
      return new IgnitionFiles(List.of(), Optional.empty());
    }
    return new IgnitionFiles(
        names(config.ignitionTarget()), checked(content.get(), errors, warnings));
  }

  /** The names that no other file may have. */
  List<String> names() {
    return names;
  }

  /** Puts them where qemu can read them. */
  List<FwCfgFile> stage(Stager stager) throws IOException {
    List<FwCfgFile> files = new ArrayList<>();
    if (config.isPresent()) {
      Path file = stager.stage("ignition.json", config.get());
      for (String name : names) {
        files.add(new FwCfgFile(name, file, config.get().length));
      }
    }
    return files;
  }

  private static Optional<byte[]> checked(
      Content content, List<Problem> errors, List<Problem> warnings) {
    Optional<byte[]> bytes = ContentBytes.read(content, IgnitionCheck.LARGEST_BYTES, errors);
    if (bytes.isPresent()) {
      Optional<String> objection = IgnitionCheck.objection(bytes.get());
      if (objection.isPresent()) {
        errors.add(new Problem(content.variable(), objection.get()));
      }
      FwCfgSize.check(content.variable(), "the Ignition config", bytes.get().length, warnings);
    }
    return bytes;
  }

  private static List<String> names(IgnitionTarget target) {
    return switch (target) {
      case AUTO -> List.of(COREOS_NAME, FLATCAR_NAME);
      case COREOS -> List.of(COREOS_NAME);
      case FLATCAR -> List.of(FLATCAR_NAME);
    };
  }
}
