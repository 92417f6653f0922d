package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.FwCfgEntry;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the guest is provisioned with, read and checked, but not yet on any disk of ours.
 *
 * <p>Whatever comes from a variable is staged in a file, because a string on qemu's command line
 * can be read by everybody in the pod. The Ignition config is staged too when it comes from a file,
 * so that the guest gets exactly the bytes that were checked even if the ConfigMap behind it
 * changes; so are the files for cloud-init, in the image they are put into.
 */
public final class Provisioning {
  private final Problems problems;
  private final Optional<GuestIgnition> ignition;
  private final Optional<SystemdCredentials> credentials;
  private final Optional<CloudInitSeed> seed;
  private final List<FwCfgEntry> entries;

  private Provisioning(
      Problems problems,
      Optional<GuestIgnition> ignition,
      Optional<SystemdCredentials> credentials,
      Optional<CloudInitSeed> seed,
      List<FwCfgEntry> entries) {
    this.problems = problems;
    this.ignition = ignition;
    this.credentials = credentials;
    this.seed = seed;
    this.entries = entries;
  }

  /** Reads and checks everything; writes nothing. */
  public static Provisioning read(ProvisionConfig config) {
    List<Problem> errors = new ArrayList<>();
    List<Problem> warnings = new ArrayList<>();
    Optional<GuestIgnition> ignition =
        config.wantsIgnition() ? GuestIgnition.read(config, errors, warnings) : Optional.empty();
    Optional<SystemdCredentials> credentials =
        config.sshKeys().isPresent()
            ? Optional.of(SystemdCredentials.of(config.sshKeys().get()))
            : Optional.empty();
    Optional<CloudInitSeed> seed =
        config.wantsSeed()
            ? Optional.of(CloudInitSeed.read(config, errors, warnings))
            : Optional.empty();
    for (FwCfgEntry entry : config.fwCfg()) {
      if (ignition.isPresent() && ignition.get().names().contains(entry.name())) {
        errors.add(
            taken(
                entry,
                ignition.get().variable(),
                "give an Ignition config in QEMU_IGNITION_FILE, where SSH keys are added to it"));
      }
      if (credentials.isPresent() && credentials.get().name().equals(entry.name())) {
        errors.add(
            taken(entry, config.sshKeys().orElseThrow().variable(), "remove one of the two"));
      }
      if (entry.content() instanceof Content.InFile(String variable, Path path)) {
        FwCfgSize.check(variable, entry.name(), path.toFile().length(), warnings);
      }
    }
    return new Provisioning(
        new Problems(errors, warnings), ignition, credentials, seed, config.fwCfg());
  }

  /** What is wrong with it. */
  public Problems problems() {
    return problems;
  }

  /** The Ignition config, if the guest is given one. */
  public Optional<GuestIgnition> ignition() {
    return ignition;
  }

  /** What cloud-init is to find; empty: nothing is given for it. */
  public Optional<CloudInitSeed> seed() {
    return seed;
  }

  /**
   * Puts everything but the seed where qemu can read it.
   *
   * @throws IOException if a file can not be written
   */
  public List<FwCfgFile> stage(Stager stager) throws IOException {
    List<FwCfgFile> files = new ArrayList<>();
    if (ignition.isPresent()) {
      files.addAll(ignition.get().stage(stager));
    }
    if (credentials.isPresent()) {
      files.add(credentials.get().stage(stager));
    }
    int number = 0;
    for (FwCfgEntry entry : entries) {
      files.add(staged(entry, number++, stager));
    }
    return files;
  }

  /** qemu refuses to start with two files of one name. */
  private static Problem taken(FwCfgEntry entry, String variable, String fix) {
    return new Problem(
        "QEMU_FW_CFG",
        "must not name " + entry.name() + ", which " + variable + " is given under; " + fix);
  }

  private static FwCfgFile staged(FwCfgEntry entry, int number, Stager stager) throws IOException {
    return switch (entry.content()) {
      case Content.InFile(String variable, Path path) ->
          new FwCfgFile(entry.name(), path, path.toFile().length());
      case Content.Inline(String variable, String text) -> {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        yield new FwCfgFile(entry.name(), stager.stage("fw_cfg-" + number, bytes), bytes.length);
      }
    };
  }
}
