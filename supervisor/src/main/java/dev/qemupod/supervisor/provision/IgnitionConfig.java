package dev.qemupod.supervisor.provision;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be known of an Ignition config to judge it and to add to it; the config itself is
 * never written anew.
 *
 * @param section whether it has an object {@code ignition}
 * @param version {@code ignition.version}, if that is a text
 * @param first whether it has {@code ignitionVersion}, as spec 1 had
 * @param butane whether it has a {@code variant}, as Butane's source has, which may be JSON too
 * @param references the configs it names in {@code ignition.config}
 * @param keys {@code passwd.users}: the keys of each user in it
 */
record IgnitionConfig(
    boolean section,
    Optional<String> version,
    boolean first,
    boolean butane,
    List<Reference> references,
    Map<String, List<String>> keys) {
  IgnitionConfig {
    references = List.copyOf(references);
    keys = Map.copyOf(keys);
  }

  /** The version; empty: none, or nothing that is one. */
  Optional<IgnitionVersion> spec() {
    return version.isPresent() ? IgnitionVersion.parse(version.get()) : Optional.empty();
  }

  /** The keys it gives to a user. */
  List<String> keysOf(String user) {
    List<String> known = keys.get(user);
    return known == null ? List.of() : known;
  }

  /** Tells nothing of what is in it, which may be secret. */
  @Override
  public String toString() {
    return "IgnitionConfig[" + spec() + "]";
  }

  /**
   * Another config that is merged into it, or appended to it, or takes its place.
   *
   * @param source its URL; empty: none
   * @param compression {@code gzip}, or empty
   */
  record Reference(String source, String compression) {}
}
