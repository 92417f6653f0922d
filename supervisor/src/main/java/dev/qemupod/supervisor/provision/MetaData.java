package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.log.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The meta-data of a seed: who the instance is, and the SSH keys of its default user. Written as
 * JSON, which cloud-init reads as YAML.
 */
final class MetaData {
  static final String INSTANCE = "instance-id";
  static final String HOST_NAME = "local-hostname";
  static final String KEYS = "public-keys";

  private final List<String> keys;
  private final Optional<byte[]> untouched;
  private final Optional<GivenMetaData> given;

  private MetaData(List<String> keys, Optional<byte[]> untouched, Optional<GivenMetaData> given) {
    this.keys = keys;
    this.untouched = untouched;
    this.given = given;
  }

  /** Reads and checks what the user gives, if anything. */
  static MetaData read(
      Optional<Content> content,
      Optional<SshKeys> sshKeys,
      List<Problem> errors,
      List<Problem> warnings) {
    List<String> keys = sshKeys.isPresent() ? sshKeys.get().lines() : List.of();
    MetaData ours = new MetaData(keys, Optional.empty(), Optional.empty());
    if (content.isEmpty()) {
      return ours;
    }
    String variable = content.get().variable();
    Optional<byte[]> bytes = ContentBytes.read(content.get(), HeaderCheck.LARGEST_BYTES, errors);
    if (bytes.isEmpty()) {
      return ours;
    }
    Optional<String> objection = YamlShape.objection(bytes.get());
    if (objection.isPresent()) {
      errors.add(new Problem(variable, objection.get()));
      return ours;
    }
    GivenMetaData json = GivenMetaData.parse(bytes.get());
    if (json.isObject()) {
      String complaint = json.objection();
      if (!complaint.isEmpty() && !keys.isEmpty()) {
        errors.add(new Problem(variable, complaint));
      }
      return new MetaData(keys, Optional.empty(), Optional.of(json));
    }
    if (sshKeys.isPresent()) {
      errors.add(new Problem(variable, notJson(sshKeys.get().variable())));
    }
    if (!YamlShape.mentions(bytes.get(), INSTANCE)) {
      warnings.add(new Problem(variable, NO_INSTANCE));
    }
    return new MetaData(keys, bytes, Optional.empty());
  }

  private static final String NO_INSTANCE =
      "should have an instance-id, but has none, so that a guest made from the disk of another has"
          + " no first boot of its own; add one, or give JSON, to which it is added";

  private static String notJson(String variable) {
    return "must be JSON when "
        + variable
        + " is set, because the keys are added to it, but was not; write it as JSON, as in"
        + " {\"instance-id\": \"a\"}, or put the keys under public-keys in it and unset "
        + variable;
  }

  /** The file's bytes. */
  byte[] bytes(String hostname, String instanceId) {
    if (untouched.isPresent()) {
      return untouched.get();
    }
    if (given.isPresent()) {
      return given.get().with(hostname, instanceId, keys);
    }
    JsonWriter json = new JsonWriter().beginObject();
    json.name(INSTANCE).value(instanceId);
    json.name(HOST_NAME).value(hostname);
    if (!keys.isEmpty()) {
      json.strings(KEYS, keys);
    }
    return (json.endObject() + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
