package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the guest boots.
 *
 * @param boot {@code QEMU_BOOT}, verbatim for {@code -boot}
 * @param cdrom {@code QEMU_CDROM}, an ISO image
 * @param cdromImage what is fetched to {@code cdrom} if it is not there yet
 * @param kernel {@code QEMU_KERNEL}
 * @param initrd {@code QEMU_INITRD}; only with a kernel
 * @param append {@code QEMU_APPEND}; only with a kernel
 */
public record BootConfig(
    Optional<String> boot,
    Optional<Path> cdrom,
    Optional<RemoteImage> cdromImage,
    Optional<Path> kernel,
    Optional<Path> initrd,
    Optional<String> append) {}
