package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * What the environment amounts to.
 *
 * @param config present exactly when there is no error
 * @param problems errors and warnings, in the order of the catalog
 */
public record ConfigResult(Optional<VmConfig> config, Problems problems) {
  /** The configuration, or every problem as an exception. */
  public VmConfig orThrow() throws ConfigException {
    if (config.isEmpty()) {
      throw new ConfigException(problems.errors());
    }
    return config.get();
  }
}
