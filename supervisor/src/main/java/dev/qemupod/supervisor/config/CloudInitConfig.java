package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * The files of a NoCloud seed that the user gives, at least one of them.
 *
 * @param userData {@code QEMU_CLOUD_INIT_USER_DATA}
 * @param metaData {@code QEMU_CLOUD_INIT_META_DATA}
 * @param networkConfig {@code QEMU_CLOUD_INIT_NETWORK_CONFIG}
 * @param vendorData {@code QEMU_CLOUD_INIT_VENDOR_DATA}
 */
public record CloudInitConfig(
    Optional<Content> userData,
    Optional<Content> metaData,
    Optional<Content> networkConfig,
    Optional<Content> vendorData) {
  /** Without any file: the seed holds what is ours. */
  public static CloudInitConfig empty() {
    return new CloudInitConfig(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
