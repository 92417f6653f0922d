package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How images are fetched; there is none in a pod that names no URL.
 *
 * @param maxSize bytes that an image may have, downloaded or unpacked ({@code QEMU_IMAGE_MAX_SIZE})
 * @param roots certificates to trust instead of the Java runtime's ({@code SSL_CERT_FILE})
 * @param moreRoots certificates to trust as well ({@code QEMU_CA_FILE})
 * @param proxies by what way ({@code http_proxy}, {@code https_proxy}, {@code no_proxy})
 */
public record FetchConfig(
    long maxSize, Optional<Path> roots, Optional<Path> moreRoots, ProxyRules proxies) {}
