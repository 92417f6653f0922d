package dev.qemupod.supervisor.config;

import java.util.Map;
import java.util.Optional;

/**
 * What the environment amounts to.
 *
 * @param config present exactly when there is no error
 * @param problems errors and warnings, in the order of the catalog
 * @param writtenAs for each variable that the user wrote under another name, that name: for {@link
 *     Problems#writtenAs}
 */
public record ConfigResult(
    Optional<VmConfig> config, Problems problems, Map<String, String> writtenAs) {
  /** The same, if there is nothing wrong with what was done before; its problems come first. */
  ConfigResult after(Problems earlier) {
    return new ConfigResult(
        earlier.errors().isEmpty() ? config : Optional.empty(), earlier.and(problems), writtenAs);
  }

  /** The configuration, or every problem as an exception. */
  public VmConfig orThrow() throws ConfigException {
    if (config.isEmpty()) {
      throw new ConfigException(problems.errors());
    }
    return config.get();
  }
}
