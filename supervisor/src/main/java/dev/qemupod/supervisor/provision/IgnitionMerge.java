package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.SshKeys;
import dev.qemupod.supervisor.log.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Makes the config that the guest is given when something is added to the user's: an outer one that
 * names the user's, byte for byte in a data URL, and one with the SSH keys.
 *
 * <p>Both are of the lowest version that has what they need, which every later Ignition reads; the
 * user's may be of a higher one. An inner config that is empty would drop them all, and two that
 * are equal would be refused (both seen with Ignition 2.14).
 */
final class IgnitionMerge {
  /** The user whose keys these are, if no other is named; every Ignition distribution has it. */
  private static final String USER = "core";

  private static final String SPEC_2 = "2.0.0";
  private static final String SPEC_3 = "3.0.0";

  /** The first spec whose merge can decompress, and so the first guests that can: Ignition 2.3. */
  private static final String COMPRESSING = "3.1.0";

  private IgnitionMerge() {}

  /** Keys without a config of the user's. */
  static byte[] keysOnly(SshKeys keys) {
    return keysConfig(SPEC_3, user(keys), keys.lines());
  }

  /**
   * The user's config with the keys added.
   *
   * @param user what was checked
   * @param keys to be added, if any
   * @param gzip whether to compress the user's config, which its version has to allow
   */
  static byte[] outer(
      byte[] user,
      IgnitionConfig config,
      IgnitionVersion version,
      Optional<SshKeys> keys,
      boolean gzip) {
    boolean second = version.major() == 2;
    JsonWriter json = new JsonWriter().beginObject().name("ignition").beginObject();
    json.name("version").value(second ? SPEC_2 : gzip ? COMPRESSING : SPEC_3);
    json.name("config").beginObject().name(second ? "append" : "merge").beginArray();
    String source = DataUrl.of(gzip ? compressed(user) : user);
    json.beginObject().name("source").value(source);
    if (gzip) {
      json.name("compression").value("gzip");
    }
    json.endObject();
    if (keys.isPresent()) {
      String more = DataUrl.of(addition(second, config, keys.get()));
      if (!more.equals(source)) {
        json.beginObject().name("source").value(more).endObject();
      }
    }
    return bytes(json.endArray().endObject().endObject().endObject());
  }

  /**
   * The config with the keys. Merging unites a user's keys; appending does not: Ignition 0.x writes
   * those of the last entry over the others (internal/exec/util/passwd.go), so that one has to hold
   * the user's own as well.
   */
  private static byte[] addition(boolean second, IgnitionConfig config, SshKeys keys) {
    if (!second) {
      return keysOnly(keys);
    }
    Set<String> all = new LinkedHashSet<>(config.keysOf(user(keys)));
    all.addAll(keys.lines());
    return keysConfig(SPEC_2, user(keys), all);
  }

  private static byte[] keysConfig(String version, String user, Collection<String> keys) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("ignition").beginObject().name("version").value(version).endObject();
    json.name("passwd").beginObject().name("users").beginArray().beginObject();
    json.name("name").value(user);
    json.strings("sshAuthorizedKeys", keys);
    return bytes(json.endObject().endArray().endObject().endObject());
  }

  private static String user(SshKeys keys) {
    return keys.user().isPresent() ? keys.user().get() : USER;
  }

  private static byte[] compressed(byte[] content) {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 2 + 64);
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write(content);
    } catch (IOException impossible) {
      throw new UncheckedIOException("nothing is written but memory", impossible);
    }
    return compressed.toByteArray();
  }

  private static byte[] bytes(JsonWriter json) {
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
