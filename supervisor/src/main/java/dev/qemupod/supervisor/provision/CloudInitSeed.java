package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.CloudInitConfig;
import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.ProvisionConfig;
import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.log.JsonWriter;
import dev.qemupod.supervisor.machine.Device;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * What cloud-init finds on a disk of its own: the files of its datasource NoCloud, read and
 * checked.
 *
 * <p>The user's own are passed on byte for byte, decoded if they came as base64; only meta-data in
 * JSON is added to.
 */
public final class CloudInitSeed {
  /** By which cloud-init finds the disk. */
  private static final String LABEL = "cidata";

  private final MetaData metaData;
  private final byte[] userData;
  private final Optional<byte[]> networkConfig;
  private final Optional<byte[]> vendorData;

  private CloudInitSeed(
      MetaData metaData,
      byte[] userData,
      Optional<byte[]> networkConfig,
      Optional<byte[]> vendorData) {
    this.metaData = metaData;
    this.userData = userData;
    this.networkConfig = networkConfig;
    this.vendorData = vendorData;
  }

  /** Reads and checks it. */
  static CloudInitSeed read(ProvisionConfig config, List<Problem> errors, List<Problem> warnings) {
    CloudInitConfig files =
        config.cloudInit().isPresent() ? config.cloudInit().get() : CloudInitConfig.empty();
    Optional<SshKeys> keys = config.sshKeys();
    return new CloudInitSeed(
        MetaData.read(files.metaData(), keys, errors, warnings),
        // It has to be there; it may be empty.
        withHeader(files.userData(), errors, warnings).orElse(new byte[0]),
        networkConfig(files.networkConfig(), errors, warnings),
        vendorData(files.vendorData(), keys, errors, warnings));
  }

  /**
   * Makes the image.
   *
   * @param hostname the guest's
   * @param instanceId another one is another first boot
   * @throws IOException if it can not be written
   */
  public Device.Seed stage(Stager stager, String hostname, String instanceId) throws IOException {
    List<IsoFile> files = files(hostname, instanceId);
    Path image = stager.stage("cidata.iso", IsoImage.of(LABEL, files));
    List<Device.SeedFile> names = new ArrayList<>();
    for (IsoFile file : files) {
      names.add(new Device.SeedFile(file.name(), file.content().length));
    }
    return new Device.Seed(image, names);
  }

  /** Tells whether it is the same as another one, for whatever guest. */
  public int checksum() {
    CRC32 sum = new CRC32();
    for (IsoFile file : files("", "")) {
      sum.update(file.name().getBytes(StandardCharsets.UTF_8));
      sum.update(file.content());
    }
    return (int) sum.getValue();
  }

  private List<IsoFile> files(String hostname, String instanceId) {
    List<IsoFile> files = new ArrayList<>();
    files.add(new IsoFile("meta-data", metaData.bytes(hostname, instanceId)));
    files.add(new IsoFile("user-data", userData));
    if (networkConfig.isPresent()) {
      files.add(new IsoFile("network-config", networkConfig.get()));
    }
    if (vendorData.isPresent()) {
      files.add(new IsoFile("vendor-data", vendorData.get()));
    }
    return files;
  }

  private static Optional<byte[]> withHeader(
      Optional<Content> content, List<Problem> errors, List<Problem> warnings) {
    if (content.isEmpty()) {
      return Optional.empty();
    }
    // Base64 is a third longer, and has line breaks.
    Optional<byte[]> bytes =
        ContentBytes.read(content.get(), HeaderCheck.LARGEST_BYTES * 3 / 2, errors);
    if (bytes.isEmpty()) {
      return Optional.empty();
    }
    HeaderCheck check = new HeaderCheck(content.get().variable(), errors, warnings);
    return Optional.of(check.check(bytes.get()));
  }

  private static Optional<byte[]> networkConfig(
      Optional<Content> content, List<Problem> errors, List<Problem> warnings) {
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String variable = content.get().variable();
    Optional<byte[]> bytes = ContentBytes.read(content.get(), HeaderCheck.LARGEST_BYTES, errors);
    if (bytes.isPresent()) {
      Optional<String> objection = YamlShape.objection(bytes.get());
      if (objection.isPresent()) {
        errors.add(new Problem(variable, objection.get()));
      } else if (!YamlShape.mentions(bytes.get(), "version")
          && !YamlShape.mentions(bytes.get(), "network")) {
        warnings.add(
            new Problem(
                variable,
                "should have version or network as a key, but has neither, so that cloud-init"
                    + " refuses it; begin it with version: 2"));
      }
    }
    return bytes;
  }

  private static Optional<byte[]> vendorData(
      Optional<Content> content,
      Optional<SshKeys> keys,
      List<Problem> errors,
      List<Problem> warnings) {
    Optional<String> user = keys.isPresent() ? keys.get().user() : Optional.empty();
    if (user.isEmpty()) {
      return withHeader(content, errors, warnings);
    }
    if (content.isEmpty()) {
      return Optional.of(userConfig(user.get()));
    }
    warnings.add(
        new Problem(
            content.get().variable(),
            "is passed on as it is, so that cloud-init is not told of QEMU_SSH_USER: put "
                + (user.get().equals("root")
                    ? "disable_root: false"
                    : "user: {name: " + user.get() + "}")
                + " into it, or its default user gets the keys"));
    return withHeader(content, errors, warnings);
  }

  /**
   * Makes another user the default one, who gets the keys; root gets them too, and only has to be
   * allowed to log in with them (cloud-init's cc_ssh, apply_credentials).
   */
  private static byte[] userConfig(String user) {
    JsonWriter json = new JsonWriter().beginObject();
    if (user.equals("root")) {
      json.name("disable_root").value(false);
    } else {
      json.name("user").beginObject().name("name").value(user).endObject();
    }
    return ("#cloud-config\n" + json.endObject() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
