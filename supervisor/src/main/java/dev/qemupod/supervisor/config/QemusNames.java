package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Reads an environment that was written for the image qemus/qemu ({@code QEMU_COMPAT=qemus}).
 *
 * <p>Each of its names becomes a variable of the catalog, or is refused with what to do instead,
 * or, where it only tunes something that is not here and no guest can see, is a warning. The names
 * and what they mean are those of its {@code docs/environment.md} and of the scripts that read
 * them, in August 2026. A variable of the catalog that is set as well wins.
 */
final class QemusNames {

  private QemusNames() {}

  /**
   * The environment in this program's names.
   *
   * @param root where the file system begins, in which its fixed places are looked for
   */
  static Translation translate(Map<String, String> environment, Path root) {
    QemusDraft draft = new QemusDraft(environment, root);
    new QemusMachine(draft).read();
    new QemusDisks(draft).read();
    new QemusNetwork(draft).read();
    new QemusService(draft).read();
    return draft.finish();
  }

  /** Says that such names can be read, if any is there. */
  static void hint(Settings settings) {
    StringBuilder found = new StringBuilder();
    for (String name : EnvReader.OTHERS) {
      if (!settings.raw(name).isEmpty()) {
        found.append(found.isEmpty() ? "" : ", ").append(name);
      }
    }
    if (!found.isEmpty()) {
      settings
          .problems()
          .warning(
              VariableCatalog.COMPAT.name(),
              "is not set, so that the names of qemus/qemu that are ("
                  + found
                  + ") are not read; set QEMU_COMPAT=qemus if they are meant for this image");
    }
  }
}
