package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * The supervisor's own faces.
 *
 * @param http {@code QEMU_HTTP}; absent: {@code off}
 * @param logFormat {@code QEMU_LOG_FORMAT}
 * @param logLevel {@code QEMU_LOG_LEVEL}
 * @param guestFilesystems {@code QEMU_METRICS_FILESYSTEMS}
 * @param guestNetwork {@code QEMU_METRICS_NETWORK}
 * @param kubevirt {@code QEMU_METRICS_KUBEVIRT}; absent: off
 */
public record ServiceConfig(
    Optional<HttpAddress> http,
    LogFormat logFormat,
    System.Logger.Level logLevel,
    boolean guestFilesystems,
    boolean guestNetwork,
    Optional<KubevirtIdentity> kubevirt) {
  /** How a log line is written. */
  public enum LogFormat {
    TEXT,
    JSON
  }
}
