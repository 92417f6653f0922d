package dev.qemupod.supervisor.machine;

import dev.qemupod.supervisor.config.ConfigResult;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.VmConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations as a user writes them. */
final class Configs {
  private Configs() {}

  static VmConfig of(Map<String, String> environment) {
    HostFacts facts = HostFacts.read(Path.of("/nonexistent"), "amd64");
    ConfigResult result = new EnvReader(facts).read(environment, List.of());
    return result
        .config()
        .orElseThrow(() -> new AssertionError(result.problems().errors().toString()));
  }
}
