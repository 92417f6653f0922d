package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.IgnitionTarget;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.machine.MachineSpec.FwCfgFile;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The Ignition config that the guest finds in fw_cfg: the user's, checked, with the SSH keys; or
 * one with the keys alone, which a guest without Ignition does not look for.
 */
public final class GuestIgnition {
  /** Linux reads fw_cfg from its beginning for every 4 KiB: 64 KiB 0.2 s, 512 KiB 2.5 s (TCG). */
  static final int LARGEST_READ = 256 << 10;

  /** Fedora CoreOS, RHCOS, Container Linux (ignition, internal/providers/qemu/qemu_fwcfg.go). */
  private static final String COREOS_NAME = "opt/com.coreos/config";

  /** Flatcar (its ignition patch "provider/qemu: apply fw_cfg patch"). */
  private static final String FLATCAR_NAME = "opt/org.flatcar-linux/config";

  private final String variable;
  private final byte[] content;
  private final Optional<byte[]> users;
  private final List<String> names;
  private final Optional<IgnitionVersion> version;
  private final Optional<SshKeys> keys;

  private GuestIgnition(
      String variable,
      byte[] content,
      Optional<byte[]> users,
      List<String> names,
      Optional<IgnitionVersion> version,
      Optional<SshKeys> keys) {
    this.variable = variable;
    this.content = content;
    this.users = users;
    this.names = names;
    this.version = version;
    this.keys = keys;
  }

  /** Reads and checks it; empty if there are errors. */
  static Optional<GuestIgnition> read(
      ProvisionConfig config, List<Problem> errors, List<Problem> warnings) {
    if (config.ignition().isEmpty()) {
      return ofKeys(config, errors);
    }
    Content given = config.ignition().get();
    Optional<byte[]> users = ContentBytes.read(given, IgnitionCheck.LARGEST_BYTES, errors);
    if (users.isEmpty()) {
      return Optional.empty();
    }
    boolean translates = config.ignitionTarget() == IgnitionTarget.FLATCAR;
    IgnitionCheck.Verdict verdict = new IgnitionCheck(translates).check(users.get());
    if (verdict instanceof IgnitionCheck.Verdict.Bad bad) {
      return refused(given.variable(), bad.objection(), errors);
    }
    IgnitionCheck.Verdict.Good good = (IgnitionCheck.Verdict.Good) verdict;
    if (good.warning().isPresent()) {
      warnings.add(new Problem(given.variable(), good.warning().get()));
    }
    return ofUsers(config, users.get(), good, errors);
  }

  private static Optional<GuestIgnition> ofKeys(ProvisionConfig config, List<Problem> errors) {
    SshKeys keys = config.sshKeys().orElseThrow();
    byte[] content = IgnitionMerge.keysOnly(keys);
    return content.length > LARGEST_READ
        ? refused(keys.variable(), tooLarge(content.length, "give fewer keys"), errors)
        : Optional.of(
            new GuestIgnition(
                keys.variable(),
                content,
                Optional.empty(),
                names(config.ignitionTarget()),
                Optional.empty(),
                config.sshKeys()));
  }

  private static Optional<GuestIgnition> ofUsers(
      ProvisionConfig config, byte[] users, IgnitionCheck.Verdict.Good good, List<Problem> errors) {
    String variable = config.ignition().orElseThrow().variable();
    if (config.sshKeys().isPresent() && !good.version().isMergeable()) {
      return refused(
          variable,
          "must be of spec 2 or 3 for the SSH keys to be added, but is of "
              + good.version()
              + "; put the keys into it, and unset "
              + config.sshKeys().get().variable(),
          errors);
    }
    byte[] content = content(users, good, config.sshKeys());
    if (content.length > LARGEST_READ) {
      return refused(variable, tooLarge(content.length, cure(good.version())), errors);
    }
    return Optional.of(
        new GuestIgnition(
            variable,
            content,
            Optional.of(users),
            names(config.ignitionTarget()),
            Optional.of(good.version()),
            config.sshKeys()));
  }

  /** As plain as it can be: compressed only if it would else be too large for the guest. */
  private static byte[] content(
      byte[] users, IgnitionCheck.Verdict.Good good, Optional<SshKeys> keys) {
    byte[] plain =
        keys.isPresent()
            ? IgnitionMerge.outer(users, good.config(), good.version(), keys, false)
            : users;
    if (plain.length <= LARGEST_READ || !good.version().allowsCompression()) {
      return plain;
    }
    byte[] small = IgnitionMerge.outer(users, good.config(), good.version(), keys, true);
    return small.length < plain.length ? small : plain;
  }

  private static String tooLarge(int bytes, String cure) {
    return "must be at most 256 KiB as the guest reads it, because a guest reads fw_cfg in"
        + " quadratic time, but is "
        + ((bytes + 1023) >> 10)
        + " KiB; "
        + cure;
  }

  private static String cure(IgnitionVersion version) {
    return version.major() == 2
        ? "let it append the bulk from a URL (ignition.config.append)"
        : "let it merge the bulk from a URL (ignition.config.merge), or compress large files in it"
            + " (storage.files, contents.compression gzip)";
  }

  private static Optional<GuestIgnition> refused(
      String variable, String objection, List<Problem> errors) {
    errors.add(new Problem(variable, objection));
    return Optional.empty();
  }

  /** The names it is given under, which no other file may have. */
  List<String> names() {
    return names;
  }

  private static List<String> names(IgnitionTarget target) {
    return switch (target) {
      case AUTO -> List.of(COREOS_NAME, FLATCAR_NAME);
      case COREOS -> List.of(COREOS_NAME);
      case FLATCAR -> List.of(FLATCAR_NAME);
    };
  }

  /** Puts it where qemu can read it. */
  List<FwCfgFile> stage(Stager stager) throws IOException {
    List<FwCfgFile> files = new ArrayList<>();
    Path file = stager.stage("ignition.json", content);
    for (String name : names) {
      files.add(new FwCfgFile(name, file, content.length));
    }
    return files;
  }

  /** The variable that gave it, for messages. */
  public String variable() {
    return variable;
  }

  /** Whether the user gave a config, so that the guest is surely one that looks for it. */
  public boolean isUsers() {
    return users.isPresent();
  }

  /** The same for what the guest makes the same of: SHA-256 in hexadecimal digits. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(users.orElse(content));
      if (keys.isPresent()) {
        digest.update((byte) 0);
        digest.update(IgnitionMerge.keysOnly(keys.get()));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  /** Whether guests that read it may be older than 2020: it is of spec 2. */
  boolean isOld() {
    return version.isPresent() && version.get().major() == 2;
  }
}
