package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.FwCfgEntry;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.Problems;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import dev.qemupod.supervisor.storage.RuntimeDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks what the guest is provisioned with, then makes files of it for fw_cfg.
 *
 * <p>Always files, never {@code string=}: the command line can be read by everybody on the node.
 */
public final class Provisioner {
  private static final int LARGEST = 1 << 20;
  private static final int SLOW = 256 << 10;

  private Provisioner() {}

  /** Reads and checks everything; writes nothing. */
  public static Problems validate(ProvisionConfig config) {
    List<Problem> errors = new ArrayList<>();
    List<Problem> warnings = new ArrayList<>();
    if (config.ignition().isPresent()) {
      checkIgnition(config.ignition().get(), errors, warnings);
    }
    for (FwCfgEntry entry : config.fwCfg()) {
      checkEntry(entry, config, errors);
    }
    return new Problems(errors, warnings);
  }

  /** The files as they will be, without making any: for showing a plan. */
  public static List<FwCfgFile> planned(ProvisionConfig config, Path directory) {
    List<FwCfgFile> files = new ArrayList<>();
    if (config.ignition().isPresent()) {
      addIgnition(config, directory.resolve(FwCfgStager.IGNITION), files);
    }
    for (int index = 0; index < config.fwCfg().size(); index++) {
      FwCfgEntry entry = config.fwCfg().get(index);
      Path file =
          switch (entry.content()) {
            case Content.Inline inline -> directory.resolve(FwCfgStager.name(index));
            case Content.InFile inFile -> inFile.path();
          };
      files.add(new FwCfgFile(entry.name(), file));
    }
    return files;
  }

  /**
   * Makes the files. What was checked is what the guest gets: the Ignition config is read again and
   * checked as it is copied, since a ConfigMap can change between two reads.
   *
   * @throws IOException if a file can not be read or written
   * @throws ProvisionException if the Ignition config is not one any more
   */
  public static List<FwCfgFile> stage(ProvisionConfig config, RuntimeDirectory directory)
      throws IOException, ProvisionException {
    if (config.ignition().isPresent()) {
      byte[] content = read(config.ignition().get());
      Optional<String> problem = problem(content);
      if (problem.isPresent()) {
        throw new ProvisionException(ignitionProblem(config.ignition().get(), problem.get()));
      }
      directory.stage(FwCfgStager.IGNITION, content);
    }
    FwCfgStager.stage(config.fwCfg(), directory);
    return planned(config, directory.path());
  }

  private static void addIgnition(ProvisionConfig config, Path file, List<FwCfgFile> files) {
    for (String name : IgnitionNames.of(config.ignitionTarget())) {
      files.add(new FwCfgFile(name, file));
    }
  }

  private static void checkIgnition(Content content, List<Problem> errors, List<Problem> warnings) {
    byte[] bytes;
    try {
      bytes = read(content);
    } catch (IOException failed) {
      errors.add(unreadable(content, failed));
      return;
    }
    Optional<String> problem = problem(bytes);
    if (problem.isPresent()) {
      errors.add(ignitionProblem(content, problem.get()));
    } else if (bytes.length > SLOW) {
      warnings.add(
          new Problem(
              content.variable(),
              "is "
                  + bytes.length / 1024
                  + " KiB, and the guest reads fw_cfg in quadratic time, some 30 s for 2 MiB:"
                  + " fetch large files from a URL in the config instead"));
    }
  }

  private static Optional<String> problem(byte[] content) {
    Optional<String> tooLarge = sizeProblem(content.length);
    return tooLarge.isPresent() ? tooLarge : IgnitionDocument.problem(content);
  }

  private static Optional<String> sizeProblem(int length) {
    return length <= LARGEST
        ? Optional.empty()
        : Optional.of(
            "is larger than 1 MiB, which the guest would read for many minutes: fetch large files"
                + " from a URL in the config instead");
  }

  private static void checkEntry(FwCfgEntry entry, ProvisionConfig config, List<Problem> errors) {
    if (config.ignition().isPresent()
        && IgnitionNames.of(config.ignitionTarget()).contains(entry.name())) {
      errors.add(
          new Problem(
              entry.content().variable(),
              "must not name "
                  + entry.name()
                  + ", which "
                  + config.ignition().get().variable()
                  + " is given under: remove one of the two"));
    }
    if (entry.content() instanceof Content.InFile(String variable, Path path)
        && !Files.isReadable(path)) {
      errors.add(
          new Problem(variable, "must name readable files, but " + path + " is none: mount it"));
    }
  }

  private static Problem ignitionProblem(Content content, String problem) {
    String subject =
        switch (content) {
          case Content.Inline inline -> "";
          case Content.InFile inFile -> ", but " + inFile.path();
        };
    String link = subject.isEmpty() ? ", but it " : " ";
    return new Problem(content.variable(), "must be an Ignition config" + subject + link + problem);
  }

  private static Problem unreadable(Content content, IOException failed) {
    return new Problem(
        content.variable(),
        "must name a readable file, but it can not be read (" + failed + "): mount it");
  }

  private static byte[] read(Content content) throws IOException {
    return switch (content) {
      case Content.Inline inline -> inline.text().getBytes(StandardCharsets.UTF_8);
      case Content.InFile inFile -> readSome(inFile.path());
    };
  }

  /** Up to one byte more than is allowed: a path may by mistake be that of a disk. */
  private static byte[] readSome(Path path) throws IOException {
    try (InputStream content = Files.newInputStream(path)) {
      return content.readNBytes(LARGEST + 1);
    }
  }
}
