package dev.qemupod.supervisor.config;

/**
 * What holds for a variable, and why: for {@code plan} and the log.
 *
 * @param variable the name as the user wrote it, or as the catalog has it
 * @param value the value as it may be printed: secrets are masked
 * @param origin where it comes from
 * @param writtenAs the other image's name that it comes from; empty unless the origin is that
 */
public record EffectiveValue(String variable, String value, Origin origin, String writtenAs) {
  /** A value that comes from no other name. */
  EffectiveValue(String variable, String value, Origin origin) {
    this(variable, value, origin, "");
  }

  /** Where a value comes from. */
  public enum Origin {
    /** Nobody set it; the value is the catalog's, in words. */
    DEFAULT("default"),
    /** The variable itself. */
    ENVIRONMENT("environment"),
    /** A file named by the {@code _FILE} twin; the value is its path. */
    FILE("file"),
    /** Another name that is read for this variable. */
    ALIAS("alias"),
    /** A name of another image's, by {@code QEMU_COMPAT}. */
    COMPATIBILITY("compatibility"),
    /** The container's arguments. */
    ARGUMENTS("container arguments");

    private final String label;

    Origin(String label) {
      this.label = label;
    }

    /** The origin in words. */
    public String label() {
      return label;
    }
  }
}
