package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.provision.IgnitionConfig.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what would make Ignition refuse, or silently ignore, a config, before a guest is booted
 * with it: the guest itself only stops in an emergency shell.
 *
 * <p>Nothing of the content is ever quoted: it may hold secrets.
 */
final class IgnitionCheck {
  /** What is read of a config at most, and of one within it. */
  static final int LARGEST_BYTES = 1 << 20;

  /** Far more than anybody nests by hand. */
  private static final int DEEPEST = 8;

  private final boolean translates;

  /**
   * A check.
   *
   * @param translates whether the guest's Ignition is known to translate spec 2 to 3, as Flatcar's
   */
  IgnitionCheck(boolean translates) {
    this.translates = translates;
  }

  /** What was found. */
  sealed interface Verdict {
    /**
     * Ignition can read it.
     *
     * @param warning what may keep the guest from reading it
     */
    record Good(IgnitionConfig config, IgnitionVersion version, Optional<String> warning)
        implements Verdict {}

    /** What the config must be and is not, with the fix. */
    record Bad(String objection) implements Verdict {}
  }

  /** Looks at a config. */
  Verdict check(byte[] content) {
    return check(content, 0);
  }

  private Verdict check(byte[] content, int depth) {
    if (content.length > LARGEST_BYTES) {
      return bad(
          "must be at most 1 MiB, because a guest would read it for minutes, but is larger; let it"
              + " merge the bulk from a URL (ignition.config.merge)");
    }
    String start = new String(content, 0, Math.min(content.length, 4096), StandardCharsets.UTF_8);
    String objection = objectionToStart(start);
    if (!objection.isEmpty()) {
      return bad(objection);
    }
    try {
      return check(IgnitionReader.read(content), depth);
    } catch (IgnitionReader.Unreadable unreadable) {
      return bad(String.valueOf(unreadable.getMessage()));
    }
  }

  private static String objectionToStart(String start) {
    String text = start.strip();
    if (text.isEmpty()) {
      return "must be an Ignition config, but was empty, which Ignition would ignore without a"
          + " word; unset it, or give {\"ignition\":{\"version\":\"3.0.0\"}}";
    }
    if (start.startsWith("\ufeff")) {
      return "must be an Ignition config in JSON, but starts with a byte order mark, which Ignition"
          + " refuses; save it as UTF-8 without one";
    }
    if (text.startsWith("#cloud-config")) {
      return "must be an Ignition config in JSON, but was cloud-config, which Ignition refuses;"
          + " give it in QEMU_CLOUD_INIT_USER_DATA to a guest with cloud-init";
    }
    if (!text.startsWith("{")) {
      return looksLikeButane(text) ? BUTANE : NO_JSON;
    }
    return "";
  }

  private static final String BUTANE =
      "must be an Ignition config in JSON, but was Butane's YAML; translate it first: butane"
          + " --strict < config.bu > config.ign";

  private static final String NO_JSON =
      "must be an Ignition config, a JSON object, but does not begin with {; give the .ign file"
          + " itself, not its name and not an encoded form";

  private static boolean looksLikeButane(String text) {
    return text.startsWith("variant:") || text.contains("\nvariant:") || text.startsWith("---");
  }

  private Verdict check(IgnitionConfig config, int depth) {
    if (config.version().isEmpty()) {
      return bad(withoutVersion(config));
    }
    Optional<IgnitionVersion> version = config.spec();
    if (version.isEmpty()) {
      return bad(
          "must have a version of the Ignition spec, as in"
              + " {\"ignition\":{\"version\":\"3.4.0\"}}, but ignition.version is none; write it"
              + " with three numbers");
    }
    if (version.get().isImpossible()) {
      return bad(
          "must have a version of the Ignition spec, but ignition.version is "
              + version.get()
              + ", which there is not (2.0.0 to 2.4.0, 3.0.0 to 3.6.0); translate it with butane,"
              + " or correct it");
    }
    String objection = objectionToReferences(config, version.get(), depth);
    return objection.isEmpty()
        ? new Verdict.Good(config, version.get(), warning(version.get()))
        : bad(objection);
  }

  private static String withoutVersion(IgnitionConfig config) {
    if (config.first()) {
      return "must be of spec 2 or 3, but is of spec 1 (ignitionVersion), which Ignition reads no"
          + " more; write it anew with butane";
    }
    if (config.butane()) {
      return BUTANE;
    }
    return config.section()
        ? "must have a version, as in {\"ignition\":{\"version\":\"3.4.0\"}}, but ignition.version"
            + " is not there as a text; add the version that the config is written for"
        : "must have a section ignition with a version, as in"
            + " {\"ignition\":{\"version\":\"3.4.0\"}}, but has none; add the version that the"
            + " config is written for";
  }

  private static Optional<String> warning(IgnitionVersion version) {
    if (version.isStable()) {
      return Optional.empty();
    }
    return Optional.of(
        version.experimental()
            ? "is of the experimental spec "
                + version
                + ", which only one release of Ignition reads; use the stable one once the guest"
                + " has it"
            : "is of spec "
                + version
                + ", which was not known when this was written (2.0.0 to 2.4.0, 3.0.0 to 3.6.0);"
                + " the guest is given it as it is");
  }

  private String objectionToReferences(IgnitionConfig config, IgnitionVersion version, int depth) {
    List<String> seen = new ArrayList<>();
    for (Reference reference : config.references()) {
      if (version.major() == 3 && !reference.source().isEmpty()) {
        if (seen.contains(reference.source())) {
          return "must name each source once in ignition.config.merge, but names one twice, which"
              + " Ignition refuses as a duplicate entry; remove one";
        }
        seen.add(reference.source());
      }
      boolean gzip = reference.compression().equals("gzip");
      Optional<byte[]> inner = DataUrl.content(reference.source(), gzip, LARGEST_BYTES);
      if (inner.isPresent()) {
        String objection = objectionToInner(inner.get(), version, depth + 1);
        if (!objection.isEmpty()) {
          return objection;
        }
      }
    }
    return "";
  }

  /** Of a config that stands in a data URL of another one. */
  private String objectionToInner(byte[] inner, IgnitionVersion outer, int depth) {
    String where = "holds a config of its own in ignition.config (a data: URL) that ";
    if (depth > DEEPEST) {
      return where + "is nested too deeply; merge them into one";
    }
    return switch (check(inner, depth)) {
      case Verdict.Bad(String objection) -> where + objection;
      case Verdict.Good(IgnitionConfig _, IgnitionVersion version, Optional<String> _) ->
          outer.major() == 3 && version.major() == 2 && !translates
              ? where
                  + "is of spec "
                  + version
                  + ", which Ignition refuses within one of spec "
                  + outer
                  + "; translate it to 3.x, or set QEMU_IGNITION_TARGET=flatcar if the guest is"
                  + " Flatcar, which does that itself"
              : "";
    };
  }

  private static Verdict bad(String objection) {
    return new Verdict.Bad(objection);
  }
}
