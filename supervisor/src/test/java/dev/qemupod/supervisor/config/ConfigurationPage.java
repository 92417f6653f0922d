package dev.qemupod.supervisor.config;

/**
 * Writes the catalog as Markdown: the page {@code src/docs/configuration.md}, and the shorter table
 * of the README.
 */
final class ConfigurationPage {
  private static final String HEADER =
      """
      # Configuration

      <!-- Generated from VariableCatalog.java: `./dev docs` writes it, and a test fails when it is stale. -->

      Everything is set by environment variables. All problems are reported at once, each with the
      variable, what it must be, what it was and how to fix it; the exit code is then 78 and nothing
      was touched. A variable counts as set when it is not empty; white space around its value does
      not count.

      **Switches** take 1, true, yes, on, y or 0, false, no, off, n, in any case. (tianon/qemu takes
      any text for "on", even `0`.)

      **Sizes** are Kubernetes quantities (`512Mi`, `10Gi`, `1.5Gi`) or qemu's (`512M`, `10G`, `512m`),
      where M and G count in 1024s as in qemu: `10G` is `10Gi`. A bare number is MiB for memory, as for
      qemu's `-m`, and bytes for disks.

      **Times** are `50s`, `2m`, `1m30s`; a bare number is seconds.

      An unknown name that begins with `QEMU_` is a warning that names the nearest known one. The
      variables Kubernetes adds for a Service named `qemu` or `qemu-...` are left alone.
      """;

  private ConfigurationPage() {}

  /** The whole page. */
  static String page() {
    StringBuilder page = new StringBuilder(HEADER);
    for (Variable.Group group : Variable.Group.values()) {
      page.append("\n## ").append(group.title()).append("\n\n");
      if (group == Variable.Group.DISK) {
        page.append(
                "Up to four disks: `QEMU_HDA`, `QEMU_HDB`, `QEMU_HDC`, `QEMU_HDD`. Each has the")
            .append(" variables shown for the first.\n\n");
      }
      page.append("| name | default | meaning | since |\n|---|---|---|---|\n");
      for (Variable variable : VariableCatalog.all()) {
        if (variable.group() == group && !isFurtherDisk(variable)) {
          page.append(row(variable, " | " + variable.since()));
        }
      }
    }
    return page.toString();
  }

  /** One table of everything, for the README. */
  static String excerpt() {
    StringBuilder table = new StringBuilder("| name | default | meaning |\n|---|---|---|\n");
    for (Variable variable : VariableCatalog.all()) {
      if (!isFurtherDisk(variable)) {
        table.append(row(variable, ""));
      }
    }
    return table.toString();
  }

  private static boolean isFurtherDisk(Variable variable) {
    return variable.group() == Variable.Group.DISK && !variable.name().startsWith("QEMU_HDA");
  }

  private static String row(Variable variable, String tail) {
    return "| `"
        + variable.name()
        + "` | "
        + variable.fallback()
        + " | "
        + variable.meaning().replace("|", "\\|")
        + tail
        + " |\n";
  }
}
