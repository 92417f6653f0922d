package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads {@code QEMU_COMPAT}: whose names the environment is written in. */
final class Compatibility {
  private static final boolean QEMUS = true;

  private Compatibility() {}

  static Translation translate(Map<String, String> environment) {
    ProblemCollector problems = new ProblemCollector();
    Optional<Setting> setting =
        new Settings(environment, problems).find(VariableCatalog.COMPAT.name());
    boolean qemus =
        setting.isPresent()
            && setting
                .get()
                .take(
                    new Choices<Boolean>()
                        .with("none", !QEMUS)
                        .with("qemus", QEMUS)
                        .alias("off", !QEMUS)
                        .hint("qemux", "qemus")
                        .hint("qemus/qemu", "qemus")
                        .hint("qemux/qemu", "qemus")
                        .hint("tianon", "none: this program has the names of tianon/qemu")
                        .hint("tianon/qemu", "none: this program has the names of tianon/qemu")
                        .parse(setting.get().text()))
                .orElse(!QEMUS);
    return qemus
        ? QemusNames.translate(environment, Path.of("/"))
        : new Translation(environment, Map.of(), problems.problems());
  }
}
