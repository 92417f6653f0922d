package dev.qemupod.supervisor.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One of {@code QEMU_HDA} to {@code QEMU_HDD}.
 *
 * @param variable the variable that names the disk, for messages: {@code QEMU_HDA}
 * @param id the disk's id in qemu: {@code hda} to {@code hdd}
 * @param path an image file or a block device; need not exist yet
 * @param size bytes ({@code QEMU_HDA_SIZE}); absent: the image's own, or 8 GiB when created
 * @param format {@code QEMU_HDA_FORMAT}; absent: probed
 * @param base read-only base image ({@code QEMU_HDA_BASE}): the disk is a qcow2 overlay on it
 * @param readOnly {@code QEMU_HDA_READONLY}
 * @param cache {@code QEMU_HDA_CACHE}; absent: none, or writeback where O_DIRECT fails
 * @param aio {@code QEMU_HDA_AIO}; absent: native with O_DIRECT, else threads
 * @param discard {@code QEMU_HDA_DISCARD}: the guest's TRIM reaches the image
 * @param image what is fetched if it is not there yet: the base, if there is one, else the disk
 */
public record DiskConfig(
    String variable,
    String id,
    Path path,
    OptionalLong size,
    Optional<DiskFormat> format,
    Optional<Path> base,
    boolean readOnly,
    Optional<CacheMode> cache,
    Optional<AioMode> aio,
    boolean discard,
    Optional<RemoteImage> image) {}
