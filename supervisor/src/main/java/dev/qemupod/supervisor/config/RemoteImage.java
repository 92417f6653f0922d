package dev.qemupod.supervisor.config;

import java.util.Optional;

/**
 * An image that is fetched.
 *
 * @param url from where
 * @param checksum what it must hash to ({@code QEMU_HDA_SHA256}); absent: not checked
 */
public record RemoteImage(ImageUrl url, Optional<Checksum> checksum) {}
