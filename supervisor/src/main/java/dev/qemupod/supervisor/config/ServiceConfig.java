package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * The supervisor's own faces.
 *
 * @param http {@code QEMU_HTTP}; absent: {@code off}
 * @param logFormat {@code QEMU_LOG_FORMAT}
 * @param logLevel {@code QEMU_LOG_LEVEL}
 */
public record ServiceConfig(
    Optional<HttpAddress> http, LogFormat logFormat, System.Logger.Level logLevel) {
  /** How a log line is written. */
  public enum LogFormat {
    TEXT,
    JSON
  }
}
