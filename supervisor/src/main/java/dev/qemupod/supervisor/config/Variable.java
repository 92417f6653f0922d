package dev.qemupod.supervisor.config;

/**
 * One environment variable this program reads: what a user needs to know of it.
 *
 * @param name the name, {@code QEMU_...}
 * @param group where it stands in the help and in the documentation
 * @param fallback what holds when it is not set, in words; a dash for nothing
 * @param meaning what it does, one or two sentences of Markdown
 * @param since the first version that reads it
 * @param masked its value may be secret and is never printed
 */
public record Variable(
    String name, Group group, String fallback, String meaning, String since, boolean masked) {

  /** The headings variables are sorted under. */
  public enum Group {
    PLATFORM("Machine and processor"),
    MEMORY("Memory"),
    DISK("Disks"),
    IMAGE("Images that are fetched"),
    BOOT("Boot"),
    NETWORK("Network and console"),
    PROVISION("Provisioning"),
    LIFECYCLE("Lifecycle and readiness"),
    SERVICE("Health, metrics and log"),
    ARGUMENTS("Further arguments");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    /** The heading. */
    public String title() {
      return title;
    }
  }
}
