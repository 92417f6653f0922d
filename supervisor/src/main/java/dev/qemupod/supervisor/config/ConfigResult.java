package dev.qemupod.supervisor.config;

import java.util.List;
import java.util.Optional;

/**
 * What the environment amounts to.
 *
 * @param config present exactly when there is no error
 * @param problems errors and warnings, in the order of the catalog
 * @param effective what holds for each variable and why, secrets masked
 */
public record ConfigResult(
    Optional<VmConfig> config, Problems problems, List<EffectiveValue> effective) {
  public ConfigResult {
    effective = List.copyOf(effective);
  }

  /** The configuration, or every problem as an exception. */
  public VmConfig orThrow() throws ConfigException {
    if (config.isEmpty()) {
      throw new ConfigException(problems.errors());
    }
    return config.get();
  }
}
