package dev.qemupod.supervisor.metrics;

import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer's settings. Its own defaults are the same, but looked up, parsed and validated, with
 * streams and regular expressions that nothing else needs.
 */
final class MeterConfig implements PrometheusConfig {
  @Override
  public @Nullable String get(String key) {
    return null;
  }

  @Override
  public boolean descriptions() {
    return true;
  }

  /** How long a maximum is remembered. */
  @Override
  public Duration step() {
    return Duration.ofMinutes(1);
  }

  @Override
  public Validated<?> validate() {
    return Validated.none();
  }
}
